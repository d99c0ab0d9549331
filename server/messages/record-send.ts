import type { SendResult } from "@/server/channels/contract";
import { setChannelStatus } from "@/server/connections/set-channel-status";
import type { Scope } from "@/server/db/scope";
import { wakeAwaited } from "@/server/intake/wake-awaited";
import { EXTRA_ID_STEP } from "./claim-delivery";
import { deliveryReason } from "./delivery-reasons";
import type { FailureOutcome } from "./judge-failure";
import type { Claim } from "./load-claim";
import { moveDeliveries } from "./record-delivery";
import { scheduleDelivery } from "./schedule-delivery";
import { releaseWindow, spendWindow, type TakenWindow, takeWindow } from "./take-window";

export interface SentPart extends SendResult {
  part: number;
  isLast: boolean;
}

/**
 * Notes a part that left, with the platform's ids, and the start of the next one in the same transaction: gives the window that one is
 * counted against. After the last the delivery is `sent`; null says that no part was left to send.
 */
export async function recordPart(scope: Scope, claim: Claim, sent: SentPart | null): Promise<TakenWindow | null> {
  if (sent) {
    await notePart(scope, claim, sent);
    if (!sent.isLast) return startPart(scope, claim, sent.part + 1);
  }
  if (!sent) await dropOpenPart(scope, claim);
  await moveDeliveries(scope, [{ deliveryId: claim.deliveryId, to: "sent", at: scope.now }]);
  if (sent?.isWindowSpent) await spendWindow(scope, { deliveryId: claim.deliveryId, part: sent.part });
  await wakeReceipts(scope, claim);
  return null;
}

async function notePart(scope: Scope, claim: Claim, sent: SentPart): Promise<void> {
  const ids = sent.externalIds.length > 0 ? sent.externalIds : [null];
  await scope.sql.query(
    `insert into delivery_parts (tenant_id, delivery_id, part, channel_id, external_id, started_at, sent_at)
     select $1, $2, $3 + (i.ord - 1) * $7, $4, i.id, $6, $6 from unnest($5::text[]) with ordinality i(id, ord)
     on conflict (tenant_id, delivery_id, part) do update set external_id = coalesce(excluded.external_id, delivery_parts.external_id), sent_at = excluded.sent_at`,
    [scope.tenantId, claim.deliveryId, sent.part, claim.channel.id, ids, scope.now, EXTRA_ID_STEP],
  );
  await nameMessage(scope, claim, sent.externalIds);
  if (sent.isWindowSpent && !sent.isLast) await spendWindow(scope, { deliveryId: claim.deliveryId, part: sent.part });
}

/** The attempt that found nothing left to send wrote the row of a part that does not exist; no receipt will ever come for that. */
async function dropOpenPart(scope: Scope, claim: Claim): Promise<void> {
  await scope.sql.query("delete from delivery_parts where tenant_id = $1 and delivery_id = $2 and part = $3 and sent_at is null and external_id is null", [
    scope.tenantId,
    claim.deliveryId,
    claim.partsDone,
  ]);
}

/** The message goes by the first id that the platform gave it. */
async function nameMessage(scope: Scope, claim: Claim, externalIds: string[]): Promise<void> {
  if (externalIds.length === 0) return;
  await scope.sql.query("update messages set external_id = $3 where tenant_id = $1 and id = $2 and external_id is null", [
    scope.tenantId,
    claim.message.id,
    externalIds[0],
  ]);
}

/** The send is over, one way or another: what came in for any of its parts meanwhile is taken up now. */
async function wakeReceipts(scope: Scope, claim: Claim): Promise<void> {
  const { rows } = await scope.sql.query<{ external_id: string }>(
    // A mail has its id before it leaves: what is reported of it waits under that, whatever the server answered.
    `select external_id from delivery_parts where tenant_id = $1 and delivery_id = $2 and external_id is not null
     union select external_id from messages where tenant_id = $1 and id = $3 and external_id is not null order by external_id`,
    [scope.tenantId, claim.deliveryId, claim.message.id],
  );
  const externalIds = rows.map((row) => row.external_id);
  await wakeAwaited(scope, claim.channel.id, externalIds);
}

async function startPart(scope: Scope, claim: Claim, part: number): Promise<TakenWindow | null> {
  await scope.sql.query(
    `insert into delivery_parts (tenant_id, delivery_id, part, channel_id, started_at) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, delivery_id, part) do update set started_at = excluded.started_at`,
    [scope.tenantId, claim.deliveryId, part, claim.channel.id, scope.now],
  );
  if (!claim.usesWindows) return null;
  return takeWindow(scope, { deliveryId: claim.deliveryId, channelId: claim.channel.id, thread: claim.thread, part });
}

/** Notes why a send did not work: final, to be tried again later, or of unknown outcome. Withdrawn access is the whole channel's matter. */
export async function recordFailure(scope: Scope, claim: Claim, outcome: FailureOutcome): Promise<void> {
  // It stays `sending`: the sender, who looks again at once, goes on with the rest, and takes up the receipts at its end.
  if (outcome.kind === "unknown" && (await isProven(scope, claim))) return;
  const reason = deliveryReason(outcome.why, claim.locale, "words" in outcome ? outcome.words : undefined);
  const known = { deliveryId: claim.deliveryId, at: scope.now, reason, code: outcome.code };
  if (outcome.kind === "retry") {
    await moveDeliveries(scope, [{ ...known, to: "queued", notBefore: outcome.notBefore }]);
    await scheduleDelivery(scope, { id: claim.deliveryId, conversationId: claim.conversationId, notBefore: outcome.notBefore });
  } else {
    await moveDeliveries(scope, [{ ...known, to: outcome.kind }]);
    // One that is tried again keeps what it is counted against. A refusal with a code is the platform's: it counts otherwise than we do.
    const isRefused = outcome.why === "window" && outcome.code !== null;
    await releaseWindow(scope, claim.deliveryId, outcome.kind === "unknown" ? "keep-spent" : isRefused ? "close" : "give-back");
  }
  await wakeReceipts(scope, claim);
  if (outcome.why === "auth") await setChannelStatus(scope, claim.channel.id, { status: "action-needed", reason });
}

/** Whether an echo came while the call was still waiting for its answer. Behind the row's lock, which intake takes for an echo: one of the two sees the other. */
async function isProven(scope: Scope, { deliveryId }: Claim): Promise<boolean> {
  await scope.sql.query("select from deliveries where tenant_id = $1 and id = $2 for update", [scope.tenantId, deliveryId]);
  const { rowCount } = await scope.sql.query(
    "select from delivery_parts where tenant_id = $1 and delivery_id = $2 and sent_at is null and external_id is null limit 1",
    [scope.tenantId, deliveryId],
  );
  return rowCount === 0;
}
