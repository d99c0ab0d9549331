import * as z from "zod";

/*
 * What only Messenger has on the wire; what it shares with Instagram stands in shared/meta-payload.ts.
 * Source: developers.facebook.com/docs/messenger-platform, as of 2026-09.
 */

export const credentialsSchema = z.object({
  pageId: z.string().min(1).max(100),
  pageAccessToken: z.string().min(1),
  /** Who granted access: the deauthorise callback names this person, not the Page. */
  grantedBy: z.string().optional(),
});
export type MessengerCredentials = z.output<typeof credentialsSchema>;

export const profileAnswerSchema = z.looseObject({
  name: z.string().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  profile_pic: z.string().optional(),
  locale: z.string().optional(),
});
