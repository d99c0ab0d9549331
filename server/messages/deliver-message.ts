import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@/lib/errors";
import { type ChannelConfig, type Part, SendError, type SendResult } from "@/server/channels/contract";
import { adapterOf } from "@/server/channels/registry";
import { channelConfig } from "@/server/connections/channel-config";
import { transport } from "@/server/connections/transport";
import { isRepeatable } from "@/server/db/db-errors";
import type { JobContext } from "@/server/jobs/define-job";
import { tryHoldLock } from "@/server/jobs/hold-lock";
import { log } from "@/server/log";
import { instruments } from "@/server/metrics/instruments";
import { attachmentUrl, formUrl, lastingAttachmentUrl } from "./attachment-url";
import { claimDelivery, isDeliveryDue, type NeedsSlot } from "./claim-delivery";
import { judgeFailure } from "./judge-failure";
import type { Claim } from "./load-claim";
import { fitAttachments } from "./media/fit-attachments";
import { storage } from "./open-storage";
import { recordFailure, recordPart } from "./record-send";
import { watchConversation } from "./schedule-delivery";
import { takeSlot, waitForSlot } from "./take-slot";
import type { TakenWindow } from "./take-window";

type Door = Pick<JobContext, "tenantId" | "inTenant">;

/**
 * Sends what is due in a conversation, one message after the other, oldest first. One sender a conversation at a time, in whatever
 * process. Every attempt is recorded before its call; the platform is called outside any transaction. False: somebody else is at it.
 */
export async function deliverDue(door: Door, conversationId: string): Promise<boolean> {
  do {
    const release = await tryHoldLock(`deliver ${conversationId}`);
    if (!release) return false;
    try {
      while (await deliverNext(door, conversationId));
    } finally {
      await release();
    }
    // Looked at again after the lock is free: whoever came meanwhile found it taken and left.
  } while (await door.inTenant((scope) => isDeliveryDue(scope, conversationId)));
  return true;
}

/** The job: sends what is due, or looks again later when somebody else is at it, who may die. */
export async function deliverOrWatch(door: Door, conversationId: string): Promise<void> {
  if (!(await deliverDue(door, conversationId))) await door.inTenant((scope) => watchConversation(scope, conversationId));
}

/** False when nothing is due. */
async function deliverNext(door: Door, conversationId: string): Promise<boolean> {
  const claimed = await door.inTenant((scope) => claimDelivery(scope, conversationId));
  if (claimed.kind === "needs-slot") return deliverInTurn(door, { ...claimed, conversationId });
  if (claimed.kind === "send") await send(door, claimed.claim);
  return claimed.kind !== "nothing-due";
}

/** A wait shorter than this is waited out; for a longer one others may have the place in the worker. */
const PATIENCE_MS = 1_000;

/** Of a channel that takes only so many calls a second: sends when its turn comes, or comes back then. */
async function deliverInTurn(door: Door, due: NeedsSlot & { conversationId: string }): Promise<boolean> {
  const { conversationId, deliveryId } = due;
  if (!(await isTurn(door, due))) return true;
  const claimed = await door.inTenant((scope) => claimDelivery(scope, conversationId, deliveryId));
  if (claimed.kind === "send") await send(door, claimed.claim);
  return true;
}

/** False: not for a while; the message has been put back until its turn. */
async function isTurn(door: Door, due: Pick<NeedsSlot, "deliveryId" | "channelId" | "perSecond"> & { conversationId: string }): Promise<boolean> {
  const waitMs = await door.inTenant((scope) => takeSlot(scope, due));
  if (waitMs <= PATIENCE_MS) await sleep(waitMs);
  else await door.inTenant((scope) => waitForSlot(scope, { ...due, waitMs }));
  return waitMs <= PATIENCE_MS;
}

async function send(door: Door, claim: Claim): Promise<void> {
  const adapter = adapterOf(claim.channel.kind);
  try {
    const attachments = await fitAttachments(door, claim.attachments, adapter.capabilities);
    const { config, parts } = prepare({ ...claim, attachments }, door.tenantId);
    if (!(await sendParts(door, { ...claim, attachments }, { config, parts }))) return;
    instruments().sends.inc({ kind: adapter.kind, outcome: "sent" });
    log().debug({ kind: adapter.kind, ...idsOf(door, claim) }, "sent");
  } catch (error) {
    if (isDatabaseError(error)) throw error;
    const isIdempotent = adapter.capabilities.idempotentSend;
    const outcome = judgeFailure({ error, attempts: claim.attempts, isIdempotent, now: new Date(), jitter: Math.random() });
    instruments().sends.inc({ kind: adapter.kind, outcome: outcome.kind });
    log().warn({ err: error, kind: adapter.kind, outcome: outcome.kind, why: outcome.why, ...idsOf(door, claim) }, "send failed");
    await persist(() => door.inTenant((scope) => recordFailure(scope, claim, outcome)));
  }
}

/** One call a part. False: the channel's budget is used up for a while, the rest waits. */
async function sendParts(door: Door, claim: Claim, { config, parts }: { config: ChannelConfig; parts: Part[] }): Promise<boolean> {
  const { sendsPerSecond: perSecond } = adapterOf(claim.channel.kind).capabilities;
  let window = claim.window;
  for (let part = claim.partsDone; part < parts.length; part++) {
    const isPaced = perSecond !== undefined && part > claim.partsDone;
    if (isPaced && !(await isTurn(door, { ...claim, channelId: claim.channel.id, perSecond }))) return false;
    assertWindow(claim, window, parts.length - part);
    const result = await sendPart(claim, { config, part, body: parts[part] as Part, window });
    window = await persist(() => door.inTenant((scope) => recordPart(scope, claim, { ...result, part, isLast: part === parts.length - 1 })));
  }
  // An echo has told that the last one arrived.
  if (claim.partsDone >= parts.length) await persist(() => door.inTenant((scope) => recordPart(scope, claim, null)));
  return true;
}

/** Where answers are counted, the platform is asked for none that it does not owe us; and half a message is worse than none. */
function assertWindow({ channel, message }: Claim, window: TakenWindow | null, calls: number): void {
  const isCounted = adapterOf(channel.kind).capabilities.window?.counted === true;
  if (!isCounted || message.payload?.template) return;
  if (window && (window.callsLeft === null || window.callsLeft >= calls)) return;
  const words = window ? `${calls} messages are needed, and the platform takes ${window.callsLeft}.` : "";
  throw new SendError("window", words, { retryable: false });
}

function idsOf({ tenantId }: Door, { deliveryId, conversationId, message, channel }: Claim) {
  return { tenantId, deliveryId, conversationId, messageId: message.id, channelId: channel.id };
}

/** Nothing has left yet, so whatever goes wrong here is final and known. */
function prepare(claim: Claim, tenantId: string): { config: ChannelConfig; parts: Part[] } {
  try {
    return { config: channelConfig(tenantId, claim.channel), parts: render(claim, tenantId) };
  } catch (error) {
    throw error instanceof SendError ? error : new SendError("content", "it could not be prepared", { retryable: false, cause: error });
  }
}

function render(claim: Claim, tenantId: string): Part[] {
  const { outbound, capabilities } = adapterOf(claim.channel.kind);
  const now = new Date();
  const attachments = claim.attachments.map(({ id, storageKey, durationMs, forms, ...facts }) => ({
    ...facts,
    url: forms.sent?.key === storageKey ? formUrl(tenantId, id, { form: "sent", now }) : attachmentUrl(tenantId, id, now),
    lastingUrl: lastingAttachmentUrl(tenantId, id, now),
    ...(forms.preview && { previewUrl: formUrl(tenantId, id, { form: "preview", now }) }),
    ...(durationMs === null ? {} : { durationMs }),
  }));
  const context = { to: claim.to, thread: claim.thread, hoursSinceInbound: claim.hoursSinceInbound, capabilities };
  const parts = outbound.render({ ...claim.message, attachments }, context);
  if (parts.length === 0) throw new SendError("content", "there is nothing in it", { retryable: false });
  return parts;
}

interface Call {
  config: ChannelConfig;
  part: number;
  body: Part;
  window: TakenWindow | null;
}

function sendPart(claim: Claim, { config, part, body, window }: Call): Promise<SendResult> {
  const { outbound } = adapterOf(claim.channel.kind);
  return outbound.send(
    {
      part: body,
      config,
      to: claim.to,
      window: window && { scene: window.scene, handle: window.handle },
      idempotencyKey: `${claim.deliveryId}:${part}`,
      readAttachment: (index) => readAttachment(claim, index),
    },
    transport,
  );
}

async function readAttachment(claim: Claim, index: number): Promise<Uint8Array> {
  const key = claim.attachments[index]?.storageKey;
  const bytes = key ? await storage().read(key).catch(storageAway) : null;
  if (!bytes) throw new SendError("content", "an attachment's file is missing", { retryable: false });
  return bytes;
}

/** Read before the call, so nothing has been sent. */
function storageAway(error: unknown): never {
  throw new SendError("unreachable", "the file store does not answer", { retryable: true, cause: error });
}

const PERSIST_FOR_MS = 60_000;

/** What the platform answered is known only here: while the database is away it is held and tried again, or a sent message would look lost. */
async function persist<T>(write: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + PERSIST_FOR_MS;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!(isDatabaseError(error) || isRepeatable(error)) || Date.now() > giveUpAt) throw error;
      await sleep(500);
    }
  }
}

/** Of our own making: the message stays `sending`, and the job's next run settles it. */
function isDatabaseError(error: unknown): boolean {
  return error instanceof AppError && error.reason === "database-away";
}
