import * as z from "zod";
import { addressKey } from "@/lib/mail-address";
import type { InboundItem, RawRequest, Secrets, Verification } from "@/server/channels/contract";
import { parseJson } from "@/server/channels/shared/parse-json";
import { isSameSecret } from "@/server/channels/shared/same-secret";

/*
 * Google's push through Pub/Sub: it says that something happened in a mailbox, and nothing of what
 * (developers.google.com/gmail/api/guides/push). It is believed by the token in the subscription's address, which Google offers for this;
 * a forged one could do no more than make us look.
 */

const pushSchema = z.looseObject({ message: z.looseObject({ data: z.string(), messageId: z.string().optional(), message_id: z.string().optional() }) });
const dataSchema = z.looseObject({ emailAddress: z.string().min(3), historyId: z.union([z.string(), z.number()]).transform(String) });

/** Whether the address it was posted to holds our token. */
export function verifyPush({ query }: RawRequest, { apps }: Secrets): Verification {
  const app = apps?.gmail;
  return app && isSameSecret(query.token ?? "", app.verifyToken) ? { kind: "ok" } : { kind: "refused", reason: "the token in the address is missing or wrong" };
}

/** Whose mailbox is to be looked into. Throws on what is no push. */
export function readPush({ rawBody }: RawRequest): InboundItem[] {
  const { message } = pushSchema.parse(parseJson(rawBody));
  const { emailAddress, historyId } = dataSchema.parse(JSON.parse(Buffer.from(message.data, "base64").toString("utf8")));
  const dedupKey = `gmail-push:${message.messageId ?? message.message_id ?? historyId}`;
  return [{ account: addressKey(emailAddress), thread: null, dedupKey, providerAt: null, event: { type: "pull" } }];
}
