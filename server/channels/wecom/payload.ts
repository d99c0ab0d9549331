import { randomBytes, randomInt } from "node:crypto";
import * as z from "zod";
import { WECHAT_AES_KEY } from "@/server/channels/shared/wechat-crypto";

/*
 * WeCom customer service (微信客服): developer.work.weixin.qq.com/document, pages 94638 to 95159 (accounts, reading and sending messages,
 * session states, customers), 90930 (callbacks) and 90597 to 90604 (suites), read 2026-11-21. Callbacks are XML; here is the JSON of
 * the API. Unknown fields pass. The messages themselves are read in read-*.ts, one by one.
 */

const emptyIsNone = (value: unknown) => (value === "" ? undefined : value);
const optionalText = (max: number) => z.preprocess(emptyIsNone, z.string().min(1).max(max).optional());

/** A corporation's own app brings its secret, token and key; one that installed our suite brings a permanent code and nothing else. */
export const credentialsSchema = z
  .object({
    corpId: z.string().regex(/^w[a-z][0-9A-Za-z_-]{4,62}$/, "Must be the corporation's ID: ww and 16 letters and digits"),
    secret: optionalText(256),
    /** The account of the corporation's that this channel speaks for; may be left out where it has only one. */
    openKfId: z.preprocess(
      emptyIsNone,
      z
        .string()
        .regex(/^wk[0-9A-Za-z_-]{1,62}$/, "Must be the account's ID: it begins with wk")
        .optional(),
    ),
    /** Both are typed into WeCom's console, and made up where none is given. */
    token: z.preprocess(
      emptyIsNone,
      z
        .string()
        .regex(/^[A-Za-z0-9]{3,32}$/, "is 3 to 32 letters and digits")
        .default(() => randomBytes(16).toString("hex")),
    ),
    encodingAesKey: z.preprocess(emptyIsNone, z.string().regex(WECHAT_AES_KEY, "is 43 letters and digits").default(newAesKey)),
    permanentCode: optionalText(512),
    /** Whose namespace the customers' ids are of: a suite is given other ids than the corporation itself. */
    suiteId: optionalText(64),
  })
  .superRefine(({ secret, permanentCode }, context) => {
    if (!secret && !permanentCode) context.addIssue({ code: "custom", path: ["secret"], message: "is needed" });
  });
export type WecomCredentials = z.output<typeof credentialsSchema>;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function newAesKey(): string {
  return Array.from({ length: 43 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}

const count = z.coerce.number();

/** Every answer has it, a file alone has none. */
export const statusSchema = z.looseObject({ errcode: count, errmsg: z.string().optional() });

export const tokenSchema = z.looseObject({ access_token: z.string().min(1), expires_in: count });
export const suiteTokenSchema = z.looseObject({ suite_access_token: z.string().min(1), expires_in: count });
export const preAuthSchema = z.looseObject({ pre_auth_code: z.string().min(1) });
export const permanentSchema = z.looseObject({
  permanent_code: z.string().min(1),
  access_token: z.string().min(1),
  auth_corp_info: z.looseObject({ corpid: z.string().min(1), corp_name: z.string().optional() }),
});

const kfAccount = z.looseObject({ open_kfid: z.string().min(1), name: z.string().optional(), manage_privilege: z.boolean().optional() });
export type KfAccount = z.output<typeof kfAccount>;
export const accountsSchema = z.looseObject({ account_list: z.array(kfAccount).default([]) });

/** The list is read message by message, where one that is odd harms no other. */
export const pageSchema = z.looseObject({ next_cursor: z.string().optional(), has_more: count.default(0), msg_list: z.array(z.unknown()).default([]) });

export const sentSchema = z.looseObject({ msgid: z.string().min(1) });
export const uploadSchema = z.looseObject({ media_id: z.string().min(1) });
export const stateSchema = z.looseObject({ service_state: count, servicer_userid: z.string().optional() });

export const customersSchema = z.looseObject({
  customer_list: z
    .array(
      z.looseObject({
        external_userid: z.string(),
        nickname: z.string().optional(),
        avatar: z.string().optional(),
        unionid: z.string().optional(),
      }),
    )
    .default([]),
});
