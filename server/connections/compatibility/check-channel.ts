import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@/lib/errors";
import { sendReplyInput } from "@/lib/schemas/message";
import type { Actor } from "@/server/access/actor";
import { assertMay } from "@/server/access/roles";
import { adapterOf } from "@/server/channels/registry";
import { accessConversation } from "@/server/conversations/access-conversation";
import type { Scope } from "@/server/db/scope";
import { accessMessageTarget } from "@/server/messages/act-target";
import { callActOrRefuse } from "@/server/messages/call-act";
import { deliverDue } from "@/server/messages/deliver-message";
import { sendReply } from "@/server/messages/send-reply";
import { storeUpload } from "@/server/messages/store-upload";
import { accessChannel } from "../access-channel";
import { type Attempt, type CheckRow, checkRows, isComplete } from "./check-rows";
import { type PlannedStep, planCheck } from "./plan-check";
import { sampleOf } from "./samples";
import { watchCheck } from "./watch-check";

const LOOK_MS = 1_000;
/** A send may be tried again; a platform that hangs is given up here, and the table says so. */
const SEND_MS = 30_000;
const SEND_LOOK_MS = 200;

export interface CheckDoor {
  tenantId: string;
  actor: Actor;
  inTenant<T>(fn: (scope: Scope) => Promise<T>): Promise<T>;
}

interface Where {
  channelId: string;
  conversationId: string;
}

/** A check under way: what was tried, and since when the tester is watched. Plain data, so that a screen can hold it between two questions. */
export interface CheckUnderWay {
  since: Date;
  attempts: Attempt[];
}

/**
 * Sends everything that a channel declares to a tester's conversation, by the walk that every reply takes, and watches what becomes of
 * it and what the tester does, until all is there or the time is over. Gives the table. Throws what `tryAll` throws.
 */
export async function checkChannel(door: CheckDoor, { waitMs, ...where }: Where & { waitMs: number }): Promise<CheckRow[]> {
  const check = await tryAll(door, where);
  for (const until = Date.now() + waitMs; ; await sleep(LOOK_MS)) {
    const rows = await door.inTenant((scope) => lookAt(scope, where, check));
    if (isComplete(rows) || Date.now() >= until) return rows;
  }
}

/** Tries every step, one after the other. Throws not-found, forbidden, and invalid for a conversation of another channel. */
export async function tryAll(door: CheckDoor, { channelId, conversationId }: Where): Promise<CheckUnderWay> {
  assertMay(door.actor, "channels.manage");
  const { plan, since, answeredId } = await door.inTenant((scope) => begin(scope, channelId, conversationId));
  const attempts: Attempt[] = [];
  for (const step of plan) attempts.push(await tryStep(door, { step, conversationId, answeredId, attempts }));
  return { since, attempts };
}

/** The table as it stands now. */
export async function lookAt(scope: Scope, { conversationId }: Where, { attempts, since }: CheckUnderWay): Promise<CheckRow[]> {
  const messageIds = attempts.flatMap(({ messageId }) => messageId ?? []);
  return checkRows(attempts, await watchCheck(scope, { conversationId, messageIds, since }));
}

async function begin(scope: Scope, channelId: string, conversationId: string): Promise<{ plan: PlannedStep[]; since: Date; answeredId: string | null }> {
  const channel = await accessChannel(scope, channelId);
  const conversation = await accessConversation(scope, conversationId);
  if (conversation.channelId !== channel.id)
    throw new AppError("invalid", "conversation of another channel", {
      reason: "other-channel",
      publicMessage: "This conversation is held on another channel.",
    });
  const { capabilities, acts } = adapterOf(channel.kind);
  const { rows } = await scope.sql.query<{ id: string }>(
    "select id from messages where tenant_id = $1 and conversation_id = $2 and kind = 'inbound' and external_id is not null order by seq desc limit 1",
    [scope.tenantId, conversationId],
  );
  return { plan: planCheck(capabilities, acts?.known ?? []), since: scope.now, answeredId: rows[0]?.id ?? null };
}

interface StepInput {
  step: PlannedStep;
  conversationId: string;
  /** The tester's last message, to be quoted and reacted to. */
  answeredId: string | null;
  attempts: Attempt[];
}

async function tryStep(door: CheckDoor, input: StepInput): Promise<Attempt> {
  const { step } = input;
  try {
    return { step, messageId: await perform(door, input), problem: null };
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "bug") throw error;
    return { step, messageId: null, problem: error.publicMessage };
  }
}

/** The message that a send made; null for what makes none. */
async function perform(door: CheckDoor, { step: { trial }, conversationId, answeredId, attempts }: StepInput): Promise<string | null> {
  if (!trial || trial.type === "watch") return null;
  if (trial.type === "send") return send(door, conversationId, { ...trial, replyToId: trial.isReply ? answeredId : null });
  const first = attempts.find(({ step, messageId }) => messageId && step.capability === "text")?.messageId ?? null;
  const messageId = trial.type === "react" ? answeredId : first;
  if (!messageId) throw new AppError("conflict", "nothing to act on", { publicMessage: "There is no message to try it on." });
  const target = await door.inTenant((scope) => accessMessageTarget(scope, messageId));
  const [externalId] = target.externalIds;
  if (!externalId) throw new AppError("conflict", "not there", { publicMessage: "The platform has no id for that message." });
  if (trial.type === "react") await callActOrRefuse(door.tenantId, target, { type: "react", externalId, emoji: "👍", action: "add" });
  else if (trial.type === "edit") await callActOrRefuse(door.tenantId, target, { type: "edit", externalId, text: "Compatibility check: edited." });
  else await callActOrRefuse(door.tenantId, target, { type: "unsend", externalId });
  return null;
}

type Sending = Extract<NonNullable<PlannedStep["trial"]>, { type: "send" }> & { replyToId: string | null };

async function send(door: CheckDoor, conversationId: string, { text, content, file, replyToId }: Sending): Promise<string> {
  const sample = file ? sampleOf(file) : null;
  const upload = sample && (await storeUpload(door, sample));
  const input = sendReplyInput.parse({
    ...{ conversationId, clientMessageId: `check-${randomUUID()}`, text },
    attachments: upload ? [{ uploadId: upload.uploadId, isVoice: sample.isVoice || undefined }] : [],
    ...(content && { content }),
    ...(replyToId && { replyToId }),
  });
  const { id } = await door.inTenant((scope) => sendReply(scope, input));
  await settle(door, conversationId, id);
  return id;
}

/** Sends at once, without waiting for a worker. When one is quicker, or the channel's pace holds it back, it is waited for. */
async function settle(door: CheckDoor, conversationId: string, messageId: string): Promise<void> {
  for (const giveUpAt = Date.now() + SEND_MS; Date.now() < giveUpAt; await sleep(SEND_LOOK_MS)) {
    await deliverDue(door, conversationId);
    const delivery = await door.inTenant(({ db }) => db.delivery.findFirst({ where: { messageId }, select: { status: true } }));
    if (!delivery || !["scheduled", "queued", "sending"].includes(delivery.status)) return;
  }
}
