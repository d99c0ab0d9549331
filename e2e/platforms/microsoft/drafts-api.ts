import { randomBytes } from "node:crypto";
import { type Answer, type Call, jsonBody, type Route, text } from "../shared/http";
import { readMail } from "../shared/mail-mime";
import { type Asked, findMail, idFor, notFound, refused, route, type Work } from "./graph";
import type { Platform } from "./platform";
import { type Mail, newId, now } from "./world";

const MB = 1024 * 1024;
const MAX_REQUEST_BYTES = 4 * MB;
const MAX_FILE_AT_ONCE_BYTES = 3 * MB;

/** What is refused of a mail that is to leave, by the name of the effect. */
const REFUSALS: Record<string, [number, string, string]> = {
  "bad-recipient": [400, "ErrorInvalidRecipients", "At least one recipient isn't valid."],
  "send-as": [403, "ErrorSendAsDenied", "The user account which was used to submit this request does not have the right to send mail on behalf of it."],
  blocked: [403, "ErrorMessageSubmissionBlocked", "Cannot send mail. Follow the instructions in your Inbox to verify your account."],
  full: [403, "ErrorQuotaExceeded", "The mailbox is full."],
  "too-large": [413, "ErrorMessageSizeExceeded", "The message exceeds the maximum supported size."],
  daily: [429, "ErrorExceededMessageLimit", "Cannot send mail. The message limit was exceeded."],
};
export const SEND_EFFECTS = [...Object.keys(REFUSALS), "draft-lost", "send-fails", "send-lost", "replace-id"];

export function draftRoutes(platform: Platform): Route[] {
  const work = (method: Route[0], path: RegExp, run: Work) => route(platform, [method, path, run === sendDraft ? "Mail.Send" : "Mail.ReadWrite"], run);
  return [
    work("POST", /^\/v1\.0\/me\/messages$/, makeDraft),
    work("DELETE", /^\/v1\.0\/me\/messages\/([^/]+)$/, removeDraft),
    work("POST", /^\/v1\.0\/me\/messages\/([^/]+)\/attachments$/, attach),
    work("POST", /^\/v1\.0\/me\/messages\/([^/]+)\/attachments\/createUploadSession$/, openUpload),
    ["PUT", /^\/__upload\/([\w-]+)$/, (call, key = "") => takePiece(platform, call, key)],
    work("POST", /^\/v1\.0\/me\/messages\/([^/]+)\/send$/, sendDraft),
  ];
}

const makeDraft: Work = async ({ platform, mailbox, call }) => {
  if (call.headers["content-type"] !== "text/plain") return refused(415, "ErrorInvalidRequest", "Only MIME is written here, as text/plain.");
  if (call.body.length > MAX_REQUEST_BYTES) return refused(413, "RequestEntityTooLarge", "The request is larger than 4 MB.");
  const raw = Buffer.from(call.body.toString("latin1"), "base64");
  if (raw.toString("base64") !== call.body.toString("latin1"))
    return refused(400, "ErrorMimeContentInvalidBase64String", "Invalid base64 string for MIME content.");
  const { messageId, to, subject, text: words, replyTo, files } = await readMail(raw);
  const isReplaced = platform.control.take("replace-id");
  const mail: Mail = {
    id: newId(),
    folder: "drafts",
    raw: raw.toString("base64"),
    messageId: isReplaced ? `AM0PR${randomBytes(8).toString("hex")}@eurprd.prod.outlook.example` : messageId,
    subject,
    text: words,
    replyTo,
    to,
    files: files.map(({ name, type, bytes }) => ({ name, type, sizeBytes: bytes.length })),
    at: now(platform.world),
    person: to[0] ?? "",
  };
  mailbox.mails.push(mail);
  platform.changed();
  if (platform.control.take("draft-lost")) return null;
  return { status: 201, body: { id: idFor(call, mail), internetMessageId: `<${mail.messageId}>`, isDraft: true } };
};

const removeDraft: Work = ({ platform, mailbox, call, match: [id] }) => {
  const mail = findMail(mailbox, call, id);
  if (!mail) return notFound();
  mailbox.mails = mailbox.mails.filter((other) => other !== mail);
  platform.changed();
  return { status: 204, body: "" };
};

const draftOf = ({ mailbox, call, match: [id] }: Asked): Mail | null => {
  const mail = findMail(mailbox, call, id);
  return mail?.folder === "drafts" ? mail : null;
};

const attach: Work = (asked) => {
  const draft = draftOf(asked);
  if (!draft) return notFound();
  const given = jsonBody(asked.call);
  const bytes = Buffer.from(text(given.contentBytes), "base64");
  if (given["@odata.type"] !== "#microsoft.graph.fileAttachment" || !text(given.name))
    return refused(400, "ErrorInvalidRequest", "The attachment has no type or name.");
  if (bytes.length >= MAX_FILE_AT_ONCE_BYTES) return refused(413, "ErrorMessageSizeExceeded", "Files from 3 MB on go up in pieces.");
  draft.files.push({ name: text(given.name), type: text(given.contentType), sizeBytes: bytes.length });
  asked.platform.changed();
  return { status: 201, body: { id: newId(), name: given.name, size: bytes.length } };
};

const openUpload: Work = (asked) => {
  const { platform, mailbox, call } = asked;
  const draft = draftOf(asked);
  if (!draft) return notFound();
  const item = (jsonBody(call).AttachmentItem ?? {}) as Record<string, unknown>;
  if (item.attachmentType !== "file" || !text(item.name) || typeof item.size !== "number")
    return refused(400, "ErrorInvalidRequest", "AttachmentItem needs attachmentType, name and size.");
  if (item.size < MAX_FILE_AT_ONCE_BYTES) return refused(400, "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize", "Files below 3 MB go in one piece.");
  const key = randomBytes(18).toString("base64url");
  platform.uploads.set(key, {
    mailId: draft.id,
    address: mailbox.address,
    name: text(item.name),
    type: text(item.contentType),
    sizeBytes: item.size,
    taken: 0,
  });
  const expirationDateTime = new Date(now(platform.world) + 3_600_000).toISOString();
  return { status: 201, body: { uploadUrl: `${platform.url()}/__upload/${key}`, expirationDateTime, nextExpectedRanges: ["0-"] } };
};

/** The address is the permission: whoever brings a token along gives it away, and is refused. */
function takePiece(platform: Platform, call: Call, key: string): Answer {
  const upload = platform.uploads.get(key);
  if (!upload) return refused(404, "ErrorItemNotFound", "The upload session was not found.");
  if (call.headers.authorization) return refused(401, "InvalidAuthenticationToken", "No Authorization belongs here.");
  if (call.body.length > MAX_REQUEST_BYTES) return refused(413, "RequestEntityTooLarge", "A piece is larger than 4 MB.");
  const [, from, to, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(call.headers["content-range"] ?? "") ?? [];
  if (Number(from) !== upload.taken || Number(to) - Number(from) + 1 !== call.body.length || Number(size) !== upload.sizeBytes)
    return refused(416, "ErrorInvalidContentRange", "The range is not the one that was expected.");
  upload.taken += call.body.length;
  if (upload.taken < upload.sizeBytes) return { status: 200, body: { nextExpectedRanges: [`${upload.taken}-`] } };
  platform.uploads.delete(key);
  const mailbox = platform.world.mailboxes.find(({ address }) => address === upload.address);
  const { name, type, sizeBytes } = upload;
  mailbox?.mails.find(({ id }) => id === upload.mailId)?.files.push({ name, type, sizeBytes });
  platform.changed();
  return { status: 201, headers: { location: `${platform.url()}/v1.0/attachments/1` }, body: "" };
}

const sendDraft: Work = (asked) => {
  const { platform } = asked;
  const draft = draftOf(asked);
  if (!draft) return notFound();
  for (const [effect, refusal] of Object.entries(REFUSALS)) if (platform.control.take(effect)) return refused(...refusal);
  if (draft.to.length === 0) return refused(400, "ErrorInvalidRecipients", "At least one recipient is needed.");
  draft.folder = "sentitems";
  draft.at = now(platform.world);
  platform.changed();
  // Sent, but nobody will hear of it.
  if (platform.control.take("send-lost")) return null;
  return platform.control.take("send-fails") ? refused(500, "InternalServerError", "An unexpected error occurred.") : { status: 202, body: "" };
};
