import * as z from "zod";
import { type ChannelConfig, SendError, type SendResult, type Transport } from "@/server/channels/contract";
import type { GoogleCredentials } from "../payload";
import { composeMime } from "../sending/compose-mime";
import type { Outgoing } from "../way";
import { callGmail } from "./api";

type Config = ChannelConfig<GoogleCredentials>;

const listSchema = z.looseObject({ messages: z.array(z.looseObject({ threadId: z.string().optional() })).optional() });
const sentSchema = z.looseObject({ id: z.string() });
const headSchema = z.looseObject({
  payload: z.looseObject({ headers: z.array(z.looseObject({ name: z.string(), value: z.string() })).optional() }).optional(),
});

/** By messages.send as an upload, which takes 35 MB; Gmail keeps the copy in the sent mails itself. */
export async function submit({ mail, files, config }: Outgoing<GoogleCredentials>, transport: Transport): Promise<SendResult> {
  // Gmail has no envelope: whom it brings the mail to stands in the head, Bcc too, which it takes out.
  const { raw } = await composeMime(mail, files, { keepsBcc: true });
  const threadId = mail.inReplyTo && (await findThread(config, mail.inReplyTo, transport));
  const boundary = `parley-${mail.messageId.replace(/[^A-Za-z0-9]/g, "").slice(0, 40)}`;
  const body = Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(threadId ? { threadId } : {})}\r\n`),
    Buffer.from(`--${boundary}\r\nContent-Type: message/rfc822\r\n\r\n`),
    raw,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const path = "/upload/gmail/v1/users/me/messages/send?uploadType=multipart";
  const headers = { "content-type": `multipart/related; boundary=${boundary}` };
  const { id } = await callGmail(config, { method: "POST", path, headers, body, timeoutMs: 120_000, answer: sentSchema }, transport);
  const ours = mail.messageId.slice(1, -1);
  const theirs = await readMessageId(config, id, transport);
  return { externalIds: theirs && theirs !== ours ? [ours, theirs] : [ours] };
}

/** Gmail's thread of the answered mail, so that the answer stands there too for who looks into the mailbox. Not found: it begins its own. */
async function findThread(config: Config, messageId: string, transport: Transport): Promise<string | null> {
  const query = new URLSearchParams({ q: `rfc822msgid:${messageId.replace(/[<>]/g, "")}`, maxResults: "1" });
  const found = await callGmail(config, { method: "GET", path: `/gmail/v1/users/me/messages?${query}`, answer: listSchema }, transport).catch(refusalAsNull);
  return found?.messages?.[0]?.threadId ?? null;
}

/** Gmail replaces a Message-ID that it does not like. The mail has left, so whatever happens here is no failure of it. */
async function readMessageId(config: Config, id: string, transport: Transport): Promise<string | null> {
  const path = `/gmail/v1/users/me/messages/${encodeURIComponent(id)}?format=metadata&metadataHeaders=Message-ID`;
  const head = await callGmail(config, { method: "GET", path, answer: headSchema }, transport).catch(refusalAsNull);
  const value = head?.payload?.headers?.find(({ name }) => name.toLowerCase() === "message-id")?.value;
  return value?.replace(/[<>\s]/g, "") || null;
}

function refusalAsNull(error: unknown): null {
  if (error instanceof SendError) return null;
  throw error;
}
