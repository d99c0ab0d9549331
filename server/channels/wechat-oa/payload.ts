import { randomBytes } from "node:crypto";
import * as z from "zod";
import { WECHAT_AES_KEY } from "@/server/channels/shared/wechat-crypto";

/*
 * WeChat official accounts: developers.weixin.qq.com/doc/offiaccount (customer service messages, receiving messages and events,
 * temporary media, stable access token) and developers.weixin.qq.com/doc/oplatform/Third-party_Platforms (authorisation), read 2026-11-21.
 * What comes in is XML and read in read-*.ts; here are the JSON answers of the API. Unknown fields pass.
 */

const account = z.string().regex(/^wx[0-9A-Za-z]{1,62}$/, "Must be the AppID: wx and 16 letters and digits");
const emptyIsNone = (value: unknown) => (value === "" ? undefined : value);

/** An account's own app brings its secret, token and key; one that was authorised to our platform brings a refresh token and nothing else. */
export const credentialsSchema = z
  .object({
    appId: account,
    appSecret: z.preprocess(emptyIsNone, z.string().min(1).max(128).optional()),
    /** Signs what WeChat sends. Made up where none is given. */
    token: z.preprocess(
      emptyIsNone,
      z
        .string()
        .regex(/^[A-Za-z0-9]{3,32}$/, "is 3 to 32 letters and digits")
        .default(() => randomBytes(16).toString("hex")),
    ),
    encodingAesKey: z.preprocess(emptyIsNone, z.string().regex(WECHAT_AES_KEY, "is 43 letters and digits").optional()),
    mode: z.enum(["plain", "compat", "safe"]).optional(),
    refreshToken: z.preprocess(emptyIsNone, z.string().min(1).max(512).optional()),
  })
  .superRefine(({ appSecret, refreshToken, encodingAesKey, mode }, context) => {
    if (!appSecret && !refreshToken) context.addIssue({ code: "custom", path: ["appSecret"], message: "is needed" });
    if (mode && mode !== "plain" && !encodingAesKey)
      context.addIssue({ code: "custom", path: ["encodingAesKey"], message: "is needed for encrypted messages" });
  });
export type WechatCredentials = z.output<typeof credentialsSchema>;

const count = z.coerce.number();

/** Every refusal, and some successes. */
export const statusSchema = z.looseObject({ errcode: count, errmsg: z.string().optional() });

export const tokenAnswerSchema = z.looseObject({ access_token: z.string().min(1), expires_in: count });
export const componentTokenSchema = z.looseObject({ component_access_token: z.string().min(1), expires_in: count });
export const preAuthSchema = z.looseObject({ pre_auth_code: z.string().min(1) });
export const authorizerTokenSchema = z.looseObject({
  authorizer_access_token: z.string().min(1),
  expires_in: count,
  authorizer_refresh_token: z.string().min(1),
});

export const authorizationSchema = z.looseObject({
  authorization_info: z.looseObject({
    authorizer_appid: account,
    authorizer_refresh_token: z.string().min(1),
    func_info: z.array(z.looseObject({ funcscope_category: z.looseObject({ id: count }) })).default([]),
  }),
});

export const authorizerInfoSchema = z.looseObject({ authorizer_info: z.looseObject({ nick_name: z.string().optional() }) });

/** A thumb's id has a name of its own. */
export const uploadSchema = z.looseObject({ media_id: z.string().min(1) });
export const videoSchema = z.looseObject({ video_url: z.string().min(1) });

export const userSchema = z.looseObject({
  nickname: z.string().optional(),
  headimgurl: z.string().optional(),
  language: z.string().optional(),
  unionid: z.string().optional(),
});
