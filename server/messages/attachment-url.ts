import { publicUrl } from "@/lib/env";
import type { FormName } from "./media/needed-forms";
import { idBytes, idFrom, linkEnd, openLink, signLink } from "./signed-link";

const USE = "file-link";
/** Two ids and the end. */
const BODY_BYTES = 36;

/** For who is given the link itself where a channel carries no files. Ours. */
const LASTING_HOURS = 30 * 24;

/** A link to an attachment's bytes that anybody may open for one to two hours: platforms and browsers fetch it without a session. */
export function attachmentUrl(tenantId: string, attachmentId: string, now: Date): string {
  return urlUntil(linkEnd(now), { tenantId, attachmentId });
}

/** The same to a form of it: what was made for looking at, for playing, for a channel. */
export function formUrl(tenantId: string, attachmentId: string, { form, now }: { form: FormName; now: Date }): string {
  return urlUntil(linkEnd(now), { tenantId, attachmentId, form });
}

/** The same for a month: a person opens it when they come to it. */
export function lastingAttachmentUrl(tenantId: string, attachmentId: string, now: Date): string {
  return urlUntil(linkEnd(now, LASTING_HOURS), { tenantId, attachmentId });
}

interface File {
  tenantId: string;
  attachmentId: string;
  form?: FormName;
}

function urlUntil(endsAt: number, { tenantId, attachmentId, form }: File): string {
  const body = Buffer.concat([idBytes(tenantId), idBytes(attachmentId), Buffer.alloc(4)]);
  body.writeUInt32BE(endsAt, 32);
  return `${publicUrl()}/api/files/${signLink(purposeOf(form), body)}`;
}

const FORMS = ["preview", "playable", "sent"] as const;

/** A link to one form is none to another, nor to the original. */
const purposeOf = (form?: FormName) => (form ? `${USE}-${form}` : USE);

export interface FileToken {
  tenantId: string;
  attachmentId: string;
  /** Null: the file itself. */
  form: FormName | null;
  /** Seconds since 1970. */
  expiresAt: number;
}

/** The token of a link when it is ours and still good; null otherwise. */
export function readFileToken(token: string, now: Date): FileToken | null {
  const form = FORMS.find((name) => openLink(purposeOf(name), token, BODY_BYTES)) ?? null;
  const body = openLink(purposeOf(form ?? undefined), token, BODY_BYTES);
  const expiresAt = body?.readUInt32BE(32) ?? 0;
  if (!body || expiresAt * 1_000 <= now.getTime()) return null;
  return { tenantId: idFrom(body.subarray(0, 16)), attachmentId: idFrom(body.subarray(16, 32)), form, expiresAt };
}
