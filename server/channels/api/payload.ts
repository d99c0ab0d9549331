import * as z from "zod";

/*
 * Our own REST calls for a custom channel (POST /api/v1/channels/{id}/inbound, PATCH and DELETE .../inbound/{externalId}),
 * handed to intake as they came: method, path and body are the envelope.
 *
 *   POST   body createSchema    a message of the other side
 *   PATCH  body editSchema      it was changed
 *   DELETE no body              it was taken back
 *
 * Fields are checked strictly by the REST route, which answers a stranger's mistakes. Here unknown fields pass, so that an
 * event stored by a newer version can be replayed by an older one.
 */

export const createSchema = z.looseObject({
  externalId: z.string().min(1),
  from: z.looseObject({
    externalId: z.string().min(1),
    name: z.string().optional(),
    email: z.string().optional(),
    phone: z.string().optional(),
    /** HMAC-SHA256 hex of `externalId` with the channel's identity secret. */
    identifierHash: z.string().optional(),
  }),
  text: z.string().optional(),
  attachments: z.array(z.unknown()).default([]),
  providerAt: z.string().optional(),
  /** Left out: the person's own thread. */
  threadId: z.string().min(1).optional(),
  replyToExternalId: z.string().optional(),
});
export type Create = z.output<typeof createSchema>;

export const attachmentSchema = z.looseObject({
  url: z.string().optional(),
  uploadId: z.string().optional(),
  name: z.string().optional(),
  mimeType: z.string().optional(),
});

export const editSchema = z.looseObject({ text: z.string() });

export const credentialsSchema = z.object({ identitySecret: z.string().min(1) });
export type ApiCredentials = z.output<typeof credentialsSchema>;
