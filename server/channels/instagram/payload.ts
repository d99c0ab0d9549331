import * as z from "zod";
import { metaId } from "@/server/channels/shared/meta-payload";

/*
 * What only Instagram has on the wire; what it shares with Messenger stands in shared/meta-payload.ts.
 * Source: developers.facebook.com/docs/instagram-platform, Graph API v25.0, as of 2026-09.
 */

/** Two ways of speaking for one account: signed in at Instagram itself, or through the Facebook Page that it is linked to. */
export const credentialsSchema = z.object({
  /** The professional account's id, as webhooks name it; not the id that `me` gives under `id`. */
  accountId: z.string().min(1).max(100),
  accessToken: z.string().min(1),
  /** Of the linked Page: then the token is the Page's, and Facebook's API is spoken. */
  pageId: z.string().min(1).max(100).optional(),
  /** When the token was made, and when it dies: sixty days later unless it is renewed. Unknown for one that was typed in. */
  obtainedAt: z.iso.datetime().optional(),
  expiresAt: z.iso.datetime().optional(),
  /** Who granted access, as the deauthorise callback names them. */
  grantedBy: z.string().optional(),
});
export type InstagramCredentials = z.output<typeof credentialsSchema>;

const grantSchema = z.looseObject({
  access_token: z.string().min(1),
  permissions: z.union([z.string().transform((list) => list.split(",")), z.array(z.string())]).optional(),
});

/** Seen flat, and wrapped in a list of one. */
export const grantAnswerSchema = z.union([z.looseObject({ data: z.tuple([grantSchema]) }).transform(({ data: [grant] }) => grant), grantSchema]);

export const longTokenSchema = z.looseObject({ access_token: z.string().min(1), expires_in: z.number() });

export const meSchema = z.looseObject({
  /** As webhooks name the account. */
  user_id: metaId,
  /** As our app knows the person who signed in. */
  id: metaId.optional(),
  username: z.string().optional(),
  name: z.string().optional(),
});

export const profileAnswerSchema = z.looseObject({ name: z.string().optional(), username: z.string().optional(), profile_pic: z.string().optional() });

/** A comment names itself in one of two places. */
export const commentSchema = z.looseObject({ id: metaId.optional().catch(undefined), comment_id: metaId.optional().catch(undefined) });
