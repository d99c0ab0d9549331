import { createHmac } from "node:crypto";
import type { AttachmentKind, InboundAttachment, InboundItem, Party, PlainInbound, RawRequest, Secrets } from "@/server/channels/contract";
import { contentKey } from "@/server/channels/shared/content-key";
import { parseJson } from "@/server/channels/shared/parse-json";
import { isSameSecret } from "@/server/channels/shared/same-secret";
import { toInstant } from "@/server/channels/shared/to-instant";
import { webUrl } from "@/server/channels/shared/web-url";
import { attachmentSchema, type Create, createSchema, credentialsSchema, editSchema } from "./payload";

/** The REST route has checked the API key and hands the call to intake itself; nobody calls a webhook of this kind. */
export const inbound: PlainInbound = {
  verify: () => ({ kind: "refused", reason: "a custom channel is written to with an API key" }),
  normalise,
  answer: (_request, outcome) => {
    if (outcome.kind === "challenge") return { status: 200, body: outcome.body };
    return { status: { stored: 200, refused: 401, unparseable: 400 }[outcome.kind], body: "" };
  },
};

/** One call is one item. Throws on a call that is none of the three. */
function normalise(request: RawRequest, secrets: Secrets): InboundItem[] {
  if (request.method === "POST") return [readCreate(createSchema.parse(parseJson(request.rawBody)), secrets)];
  const externalId = decodeURIComponent(new URL(request.url).pathname.split("/").at(-1) ?? "");
  // Its thread is known to the message only; what comes before its message waits for it.
  const item = { account: null, thread: null, providerAt: null };
  if (request.method === "DELETE") return [{ ...item, dedupKey: `delete:${externalId}`, event: { type: "delete", externalId } }];
  if (request.method !== "PATCH") throw new Error(`no meaning for ${request.method}`);
  const { text } = editSchema.parse(parseJson(request.rawBody));
  // Changing a text there and back again are three edits, so the call counts, not its content.
  const call = request.headers["x-request-id"] ?? contentKey(request.rawBody);
  return [{ ...item, dedupKey: `edit:${externalId}:${call}`, event: { type: "edit", externalId, text } }];
}

function readCreate(create: Create, secrets: Secrets): InboundItem {
  return {
    account: null,
    thread: create.threadId ?? create.from.externalId,
    dedupKey: `message:${create.externalId}`,
    providerAt: toInstant(create.providerAt),
    event: {
      type: "message",
      externalId: create.externalId,
      from: partyOf(create.from, secrets),
      ...(create.text ? { text: create.text } : {}),
      attachments: create.attachments.map(readAttachment),
      ...(create.replyToExternalId ? { replyToExternalId: create.replyToExternalId } : {}),
    },
  };
}

/** Valid in this channel: two systems of one tenant may each have a customer "42". Verified only by the right signature. */
function partyOf({ externalId, name, email, phone, identifierHash }: Create["from"], { channel }: Secrets): Party {
  const credentials = credentialsSchema.safeParse(channel?.credentials);
  const expected = credentials.success ? createHmac("sha256", credentials.data.identitySecret).update(externalId).digest("hex") : null;
  const verified = expected !== null && identifierHash !== undefined && isSameSecret(identifierHash.toLowerCase(), expected);
  const said = Object.fromEntries(Object.entries({ name, email, phone }).filter(([, value]) => value !== undefined));
  return { scope: channel?.accountId ?? "", value: externalId, verified, ...said };
}

const KINDS: [RegExp, AttachmentKind][] = [
  [/^image\//, "image"],
  [/^audio\//, "audio"],
  [/^video\//, "video"],
];

function readAttachment(value: unknown): InboundAttachment {
  const parsed = attachmentSchema.safeParse(value);
  if (!parsed.success) return { kind: "unsupported" };
  const { uploadId, name, mimeType } = parsed.data;
  const url = webUrl(parsed.data.url);
  const kind = KINDS.find(([pattern]) => pattern.test(mimeType ?? ""))?.[1] ?? "file";
  // An upload's bytes are ours already: `source` names it instead of a place in the network.
  const source: Record<string, string> | null = uploadId ? { uploadId } : url ? { url } : null;
  return { kind, ...(name ? { name } : {}), ...(mimeType ? { mimeType } : {}), ...(source ? { source } : {}) };
}
