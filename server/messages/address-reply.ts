import { randomBytes } from "node:crypto";
import { addressKey } from "@/lib/mail-address";
import type { MailRecipients } from "@/lib/schemas/mail";
import type { OutboundMail } from "@/server/channels/contract";
import type { ConversationRecord } from "@/server/conversations/access-conversation";
import type { Scope } from "@/server/db/scope";
import { answeredMail } from "./answered-mail";
import { type Mailbox, mailSurroundings } from "./mail-surroundings";
import { type Envelope, replyEnvelope } from "./reply-envelope";
import { type ReplyTarget, replyTarget } from "./reply-target";
import { makeReplyToken } from "./reply-token";

interface ReplyInput {
  replyToId?: string;
  channelId?: string;
  mail?: Partial<MailRecipients>;
}

export interface AddressedReply {
  target: ReplyTarget;
  /** Null on channels that are no mail. */
  envelope: (Envelope & { mailbox: Mailbox }) | null;
}

/**
 * Where an answer goes. On a mail channel: to the sender of the mail it answers, under that mail's identity, from the mailbox it came
 * to, and to whom else it says. Throws what replyTarget and replyEnvelope throw.
 */
export async function addressReply(scope: Scope, conversation: ConversationRecord, input: ReplyInput): Promise<AddressedReply> {
  const named = await replyTarget(scope, conversation, input);
  if (!named.channel.capabilities.mail) return { target: named, envelope: null };
  const answered = await answeredMail(scope, conversation.id, input.replyToId);
  const isChosenHere = answered !== null && answered.id !== input.replyToId;
  const target = isChosenHere ? await replyTarget(scope, conversation, { channelId: input.channelId, replyToId: answered.id }) : named;
  const { mailbox, ...around } = await mailSurroundings(scope, { conversationId: conversation.id, ...target });
  const from = { address: mailbox.address, name: mailbox.senderName };
  return { target, envelope: { ...replyEnvelope({ ...around, from, answered }, input.mail), mailbox } };
}

/** The mail as it is stored and sent: with an id of its own and an address for the answer, both carrying the conversation's token. */
export function sealEnvelope(scope: Scope, conversationId: string, { mailbox, ...envelope }: NonNullable<AddressedReply["envelope"]>): OutboundMail {
  const token = makeReplyToken(scope.tenantId, conversationId);
  const [local = "", domain = ""] = mailbox.address.split(/@(?=[^@]*$)/);
  return {
    ...envelope,
    messageId: `${token}.${randomBytes(8).toString("hex")}@${domain}`,
    answerTo: mailbox.usesPlusAddresses ? taggedAddress({ local, domain }, token) : mailbox.address,
    replyTo: [],
    automation: "none",
    flags: [],
    authentication: null,
    remoteImages: 0,
    isAutomatic: false,
  };
}

/** RFC 5321, section 4.5.3.1.1. */
const MAX_LOCAL_PART = 64;

function taggedAddress({ local, domain }: { local: string; domain: string }, token: string): string {
  const tagged = `${local}+r.${token}`;
  return `${tagged.length <= MAX_LOCAL_PART ? tagged : local}@${domain}`;
}

/** Whoever we write to takes part, and may answer under any of the thread's mails. Those in Bcc come in by the reply address. */
export async function addRecipients(scope: Scope, conversationId: string, { to, cc }: Envelope): Promise<void> {
  const rows = [...to, ...cc].map(({ address, name }) => ({ address: addressKey(address), name }));
  await scope.sql.query(
    `insert into conversation_participants (tenant_id, conversation_id, address, name)
     select $1, $2, r.address, r.name from json_to_recordset($3::json) r(address text, name text) on conflict do nothing`,
    [scope.tenantId, conversationId, JSON.stringify(rows)],
  );
}
