import * as z from "zod";
import { addressKey } from "@/lib/mail-address";
import type { InboundItem, RawRequest, Secrets, Verification } from "@/server/channels/contract";
import { parseJson } from "@/server/channels/shared/parse-json";
import { isSameSecret } from "@/server/channels/shared/same-secret";
import { clientStateOf } from "./subscription";

/*
 * Microsoft's notifications: they say that something came into an inbox, and nothing of what. The address that is called names the
 * mailbox, and each notification bears the word that we gave for it (learn.microsoft.com/graph/change-notifications-delivery-webhooks).
 */

const MAX_GREETING = 2_000;

const noticeSchema = z.looseObject({
  subscriptionId: z.string().min(1),
  clientState: z.string().nullish(),
  subscriptionExpirationDateTime: z.string().nullish(),
  changeType: z.string().nullish(),
  lifecycleEvent: z.string().nullish(),
  resourceData: z.looseObject({ id: z.string().optional(), "@odata.etag": z.string().optional() }).nullish(),
});
const bodySchema = z.looseObject({ value: z.array(noticeSchema) });

/** The greeting of a new subscription, or notifications that all bear our word for the mailbox. */
export function verifyNotice({ method, query, rawBody }: RawRequest, { apps }: Secrets): Verification {
  const app = apps?.microsoft;
  if (!app || method !== "POST") return { kind: "refused", reason: "nobody is waiting for this" };
  const { validationToken, account } = query;
  if (validationToken !== undefined) {
    return validationToken.length <= MAX_GREETING ? { kind: "challenge", body: validationToken } : { kind: "refused", reason: "no greeting is that long" };
  }
  const expected = clientStateOf(app, account ?? "");
  const { value } = bodySchema.parse(parseJson(rawBody));
  const areOurs = value.length > 0 && value.every(({ clientState }) => isSameSecret(clientState ?? "", expected));
  return areOurs && account ? { kind: "ok" } : { kind: "refused", reason: "the clientState is not the one that was given for this mailbox" };
}

/** Whose inbox is to be looked into; what Microsoft says of the subscription itself is handed on. Throws on what is no notification. */
export function readNotice({ query, rawBody }: RawRequest): InboundItem[] {
  const { value } = bodySchema.parse(parseJson(rawBody));
  const account = addressKey(query.account ?? "");
  return value.map((notice) => ({ account, thread: null, dedupKey: keyOf(notice), providerAt: null, event: { type: "pull", ...hintOf(notice) } }));
}

function hintOf({ lifecycleEvent }: z.output<typeof noticeSchema>): { hint?: Record<string, string> } {
  return lifecycleEvent ? { hint: { lifecycle: lifecycleEvent } } : {};
}

/** Notifications have no id. An event of the subscription may come again; by then the subscription ends at another time. */
function keyOf({ subscriptionId, lifecycleEvent, subscriptionExpirationDateTime, resourceData, changeType }: z.output<typeof noticeSchema>): string {
  const about = lifecycleEvent
    ? [lifecycleEvent, subscriptionExpirationDateTime ?? ""]
    : [changeType ?? "", resourceData?.id ?? "", resourceData?.["@odata.etag"] ?? ""];
  return ["microsoft", subscriptionId, ...about].join(":");
}
