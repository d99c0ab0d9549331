import type { Locale } from "@/lib/locales";
import { type AttachmentKind, type Media, SendError, TransportError, type TransportRequest, type TransportResponse } from "@/server/channels/contract";
import { findAdapter } from "@/server/channels/registry";
import { channelConfig } from "@/server/connections/channel-config";
import { RefusedDestination } from "@/server/connections/ssrf";
import { AnswerTooLong, makeTransport } from "@/server/connections/transport";
import type { JobContext } from "@/server/jobs/define-job";
import { recordEvent } from "@/server/realtime/record-event";
import { type AttachmentFailure, attachmentReason } from "./attachment-reasons";
import { cleanFileName } from "./file-name";
import { requestForms } from "./media/request-forms";
import { storage } from "./open-storage";
import { readEventBody } from "./read-event-body";
import { type SniffedFile, sniffFile } from "./sniff";
import { MAX_UPLOAD_BYTES } from "./store-upload";

const TIMEOUT_MS = 60_000;
const download = makeTransport({ maxBytes: MAX_UPLOAD_BYTES });

type Door = Pick<JobContext, "tenantId" | "inTenant" | "isLastAttempt">;

interface Pending {
  id: string;
  kind: AttachmentKind;
  name: string | null;
  mime_type: string | null;
  source: Record<string, string>;
  /** The file that `source.uploadId` names; null when it names none (any more). */
  upload_key: string | null;
  message_id: string;
  conversation_id: string;
  channel: { id: string; kind: string; accountId: string; credentials: Buffer };
}

/**
 * Copies an attachment's bytes into our store: platforms' links die within minutes to days. What later may go well is thrown, so
 * that the job comes again; what never will is written down as failed, with a reason.
 */
export async function fetchAttachmentBytes(door: Door, attachmentId: string): Promise<void> {
  const pending = await findPending(door, attachmentId);
  if (!pending) return;
  const fetched = await fetchBytes(door, pending).catch((error: unknown) => judge(error, door.isLastAttempt));
  if ("failure" in fetched) return recordFailed(door, pending, fetched);
  const sniffed = await sniffFile(fetched.bytes, pending.mime_type ?? fetched.mimeType);
  const storageKey = await storage().put(door.tenantId, fetched.bytes);
  await recordStored(door, pending, { ...sniffed, storageKey, sizeBytes: fetched.bytes.length });
}

async function findPending(door: Door, attachmentId: string): Promise<Pending | undefined> {
  return door.inTenant(async ({ sql, tenantId }) => {
    const { rows } = await sql.query<Omit<Pending, "channel"> & { channel_id: string; channel_kind: string; account_id: string; credentials: Buffer }>(
      `select a.id, a.kind, a.name, a.mime_type, a.source, a.message_id,
              (select u.storage_key from uploads u where u.tenant_id = a.tenant_id and u.id::text = a.source->>'uploadId') as upload_key,
              m.conversation_id, c.id as channel_id, c.kind as channel_kind, c.account_id, c.credentials
         from attachments a join messages m on m.tenant_id = a.tenant_id and m.id = a.message_id
         join channels c on c.tenant_id = m.tenant_id and c.id = m.channel_id
        where a.tenant_id = $1 and a.id = $2 and a.state = 'pending' and a.source is not null`,
      [tenantId, attachmentId],
    );
    const row = rows[0];
    return row && { ...row, channel: { id: row.channel_id, kind: row.channel_kind, accountId: row.account_id, credentials: row.credentials } };
  });
}

interface Failed {
  failure: AttachmentFailure;
  detail?: string;
}

const TOO_LARGE: Failed = { failure: "too-large", detail: `> ${MAX_UPLOAD_BYTES / 1024 / 1024} MB` };

type Fetched = { bytes: Uint8Array; mimeType: string | undefined } | Failed;

async function fetchBytes(door: Door, pending: Pending): Promise<Fetched> {
  const extract = findAdapter(pending.channel.kind)?.media?.extract;
  if (extract) return readPart(await door.inTenant((scope) => readEventBody(scope, pending.message_id)), { extract, source: pending.source });
  if (pending.source.uploadId) return readUpload(pending);
  if (Object.keys(pending.source).length === 0) return { failure: "no-address" };
  const asked = await requestFor(door, pending);
  const response = "bytes" in asked ? asked : await download({ timeoutMs: TIMEOUT_MS, ...asked });
  if (response.status === 200) {
    if (response.bytes.length === 0) return { failure: "empty" };
    return { bytes: response.bytes, mimeType: response.headers["content-type"] };
  }
  // 202 says that the file is still being made (LINE's films); 408, 425, 429 and the server's own troubles pass. Any other refusal stays.
  if (response.status >= 500 || [202, 408, 425, 429].includes(response.status)) throw new TransportError(`status ${response.status}`, false);
  return { failure: "gone", detail: `status ${response.status}` };
}

/** The other side gave us the bytes before the message: they are here already. */
async function readUpload({ upload_key }: Pending): Promise<Fetched> {
  const bytes = upload_key ? await storage().read(upload_key) : null;
  return bytes ? { bytes, mimeType: undefined } : { failure: "upload-gone" };
}

/** The file came with the message: it lies in the raw event, as long as that is kept. */
async function readPart(
  raw: Uint8Array | null,
  { extract, source }: { extract: NonNullable<Media["extract"]>; source: Record<string, string> },
): Promise<Fetched> {
  const part = raw && (await extract(raw, source));
  if (!part) return { failure: "original-gone" };
  if (part.bytes.length === 0) return { failure: "empty" };
  if (part.bytes.length > MAX_UPLOAD_BYTES) return TOO_LARGE;
  return { bytes: part.bytes, mimeType: part.mimeType ?? undefined };
}

async function requestFor(door: Door, { source, channel }: Pending): Promise<TransportRequest | TransportResponse> {
  const media = findAdapter(channel.kind)?.media;
  if (media?.request) return media.request({ source, config: channelConfig(door.tenantId, channel) }, download);
  return { method: "GET", url: source.url ?? "" };
}

/** The reason a person reads, or thrown again for the job's next run. */
function judge(error: unknown, isLastAttempt: boolean): Fetched {
  const cause = error instanceof TransportError ? error.cause : undefined;
  if (cause instanceof RefusedDestination) return { failure: "refused" };
  if (cause instanceof AnswerTooLong) return TOO_LARGE;
  if (error instanceof SendError && !error.retryable) return { failure: "platform", detail: error.message };
  if (!isLastAttempt) throw error;
  return { failure: "late" };
}

async function recordStored(door: Door, pending: Pending, file: SniffedFile & { storageKey: string; sizeBytes: number }): Promise<void> {
  await door.inTenant(async (scope) => {
    const { rowCount } = await scope.sql.query(
      `update attachments set state = 'stored', storage_key = $3, mime_type = $4, size_bytes = $5, width = coalesce($6, width), height = coalesce($7, height),
              kind = $8, name = $9, failure_reason = null
        where tenant_id = $1 and id = $2 and state = 'pending'`,
      [
        ...[scope.tenantId, pending.id, file.storageKey, file.mimeType, file.sizeBytes, file.width, file.height],
        ...[kindOf(pending.kind, file.mimeType), pending.name === null ? null : cleanFileName(pending.name)],
      ],
    );
    if (!rowCount) return;
    await requestForms(scope, [{ id: pending.id, kind: kindOf(pending.kind, file.mimeType), mimeType: file.mimeType, sizeBytes: file.sizeBytes }]);
    recordEvent(scope, { type: "message.updated", conversationId: pending.conversation_id, messageId: pending.message_id });
  });
}

/** Nothing is shown as a picture or played that is none. */
function kindOf(kind: AttachmentKind, mimeType: string): AttachmentKind {
  const isMedia = /^(image|audio|video)\//.test(mimeType) && mimeType !== "image/svg+xml";
  return ["image", "audio", "voice", "video", "sticker"].includes(kind) && !isMedia ? "file" : kind;
}

async function recordFailed(door: Door, pending: Pending, { failure, detail }: Failed): Promise<void> {
  await door.inTenant(async (scope) => {
    const { locale } = await scope.db.tenant.findUniqueOrThrow({ where: { id: scope.tenantId }, select: { locale: true } });
    const reason = attachmentReason(failure, locale as Locale, detail);
    const { rowCount } = await scope.sql.query(
      "update attachments set state = 'failed', failure_reason = $3 where tenant_id = $1 and id = $2 and state = 'pending'",
      [scope.tenantId, pending.id, reason],
    );
    if (rowCount) recordEvent(scope, { type: "message.updated", conversationId: pending.conversation_id, messageId: pending.message_id });
  });
}
