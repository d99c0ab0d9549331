import * as z from "zod";
import { adapterOf } from "@/server/channels/registry";
import { accessConversation } from "@/server/conversations/access-conversation";
import type { Scope } from "@/server/db/scope";
import { accessChannel } from "../access-channel";
import { type CheckDoor, lookAt, tryAll } from "./check-channel";
import type { CheckRow } from "./check-rows";
import { CHECKED, planCheck } from "./plan-check";

/** What the screen holds between two questions: the plan is the server's and not told back. */
export const checkOnScreen = z.object({
  channelId: z.uuid(),
  conversationId: z.uuid(),
  since: z.date(),
  attempts: z.array(z.object({ capability: z.enum(CHECKED), messageId: z.uuid().nullable(), problem: z.string().max(1_000).nullable() })).max(50),
});
type CheckOnScreen = z.output<typeof checkOnScreen>;

/** Tries everything; the screen then asks `viewCheck` until it has seen enough. */
export async function beginCheck(door: CheckDoor, where: { channelId: string; conversationId: string }): Promise<CheckOnScreen> {
  const { since, attempts } = await tryAll(door, where);
  return { ...where, since, attempts: attempts.map(({ step, messageId, problem }) => ({ capability: step.capability, messageId, problem })) };
}

/** The table as it stands now. Throws not-found for what the reader may not see. */
export async function viewCheck(scope: Scope, { attempts, since, ...where }: CheckOnScreen): Promise<CheckRow[]> {
  const channel = await accessChannel(scope, where.channelId);
  await accessConversation(scope, where.conversationId);
  const { capabilities, acts } = adapterOf(channel.kind);
  const plan = new Map(planCheck(capabilities, acts?.known ?? []).map((step) => [step.capability, step]));
  const known = attempts.flatMap(({ capability, ...attempt }) => {
    const step = plan.get(capability);
    return step ? [{ step, ...attempt }] : [];
  });
  return lookAt(scope, where, { attempts: known, since });
}

/** On whom a channel can be tried: who wrote there last. */
export async function listTesters({ sql, tenantId }: Scope, channelId: string): Promise<{ conversationId: string; name: string }[]> {
  const { rows } = await sql.query<{ conversationId: string; name: string }>(
    `select v.id as "conversationId", coalesce(c.name, i.display_name, i.value) as name
       from conversations v join contacts c on c.tenant_id = v.tenant_id and c.id = v.contact_id
       join identities i on i.tenant_id = v.tenant_id and i.id = v.identity_id
      where v.tenant_id = $1 and v.channel_id = $2 order by v.last_activity_at desc limit 20`,
    [tenantId, channelId],
  );
  return rows;
}
