import type * as z from "zod";
import type { TemplateStatus } from "@/lib/schemas/template";
import type { InboundEvent, InboundItem } from "@/server/channels/contract";
import { contentKey } from "@/server/channels/shared/content-key";
import { toInstant } from "@/server/channels/shared/to-instant";
import { wireTable } from "@/server/channels/shared/wire-table";
import { partyOf, personOf, threadOf } from "./parties";
import { accountUpdateSchema, errorSchema, preferenceSchema, templateUpdateSchema } from "./payload";
import { ignored, item, type Place } from "./read-message";
import { meaningOf } from "./send-errors";

/** What happened to an account or a number of ours, as WhatsApp names it and as we tell it. */
const ENDS = wireTable<string>({
  PARTNER_REMOVED: "The business has taken our access to this WhatsApp account back. Connect the number again.",
  PARTNER_APP_UNINSTALLED: "The business has removed our app from this WhatsApp account. Connect the number again.",
  ACCOUNT_DELETED: "The WhatsApp account was deleted.",
});
const TROUBLES = wireTable<string>({
  DISABLED_UPDATE: "WhatsApp has disabled this account. See WhatsApp Manager.",
  ACCOUNT_VIOLATION: "WhatsApp says that this account broke a rule. See WhatsApp Manager.",
  ACCOUNT_RESTRICTION: "WhatsApp has restricted this account. See WhatsApp Manager.",
});

const TEMPLATE_EVENTS = wireTable<TemplateStatus>({
  APPROVED: "approved",
  REINSTATED: "approved",
  PENDING: "pending",
  IN_APPEAL: "pending",
  PENDING_DELETION: "disabled",
  REJECTED: "rejected",
  PAUSED: "paused",
  FLAGGED: "approved",
  DISABLED: "disabled",
});

/** A template's status in WhatsApp's words as one of ours. Unknown ones are not sent: WhatsApp would refuse them. */
export function templateStatus(word: string): TemplateStatus {
  return TEMPLATE_EVENTS[word] ?? "disabled";
}

/** A change that is about the whole account, not about a person. `account` is the WhatsApp Business account: all its numbers hear of it. */
export function readAccountChange({ field = "", value }: { field?: string; value: unknown }, place: Place): InboundItem {
  if (field === "account_update") return readAccountUpdate(value, place);
  if (field === "message_template_status_update") return readTemplateUpdate(value, place);
  const name = field.slice(0, 60) || "(none)";
  return item(place, { dedupKey: keyOf(place, name), event: ignored(`the field ${name} changes nothing here`) });
}

/** Without ids: what happened, to which account, and when. */
function keyOf({ account, time, fallbackKey }: Place, what: string): string {
  return time === undefined ? fallbackKey : `${what}:${account}:${time}`;
}

/** What became of the access names our partner's own business as the entry; the customer's account stands inside. */
function readAccountUpdate(value: unknown, place: Place): InboundItem {
  const update = accountUpdateSchema.safeParse(value).data ?? {};
  const name = update.event ?? "";
  const account = update.waba_info?.waba_id ?? place.account;
  return item({ account }, { dedupKey: keyOf({ ...place, account }, `account-update:${name}`), event: accountEvent(name, update) });
}

function accountEvent(name: string, { ban_info, violation_info }: z.output<typeof accountUpdateSchema>): InboundEvent {
  if (ENDS[name]) return { type: "account", status: "disconnected", reason: ENDS[name] };
  const isLifted = ban_info?.waba_ban_state === "REINSTATE";
  if (!TROUBLES[name] || isLifted) return ignored(`the account notice ${name.slice(0, 60) || "(none)"}`);
  const why = violation_info?.violation_type;
  return { type: "account", status: "action-needed", reason: `${TROUBLES[name]}${why ? ` (${why})` : ""}` };
}

function readTemplateUpdate(value: unknown, place: Place): InboundItem {
  const update = templateUpdateSchema.safeParse(value).data;
  if (!update) return item(place, { dedupKey: place.fallbackKey, event: ignored("a template notice that cannot be read") });
  const { message_template_id: externalId, reason } = update;
  const status = templateStatus(update.event);
  return item(place, {
    dedupKey: keyOf(place, `template:${externalId}:${update.event}`),
    event: { type: "template", externalId, status, ...(reason && reason !== "NONE" ? { reason } : {}) },
  });
}

/** An error that belongs to no message: the number's, or the account's. */
export function readAccountError(value: unknown, place: Place): InboundItem {
  const error = errorSchema.safeParse(value).data;
  if (!error) return item(place, { dedupKey: place.fallbackKey, event: ignored("an error that cannot be read") });
  const meaning = meaningOf(error.code);
  const words = error.error_data?.details ?? error.message ?? error.title ?? "no reason given";
  const event: InboundEvent =
    meaning?.kind === "auth" ? { type: "account", status: "action-needed", reason: meaning.message } : ignored(`WhatsApp reports: ${words}`);
  return item(place, { dedupKey: `error:${error.code}:${contentKey(words)}`, event });
}

/** Somebody wants no marketing messages any more, or wants them again. WhatsApp itself holds them back from then on. */
export function readPreference(value: unknown, place: Place): InboundItem {
  const preference = preferenceSchema.safeParse(value).data;
  const person = preference && personOf([preference.user_id, preference.wa_id], place.contacts);
  if (!person) return item(place, { dedupKey: place.fallbackKey, event: ignored("a preference of nobody") });
  const at = toInstant(preference.timestamp);
  const thread = threadOf(person);
  const about = { thread, dedupKey: `preference:${thread}:${preference.value}:${at}`, providerAt: at };
  if (preference.category !== "marketing_messages") return item(place, { ...about, event: ignored("a preference that is not about marketing") });
  const notice = preference.value === "resume" ? "marketing-on" : "marketing-off";
  return item(place, { ...about, event: { type: "notice", notice, from: partyOf(person), detail: null } });
}
