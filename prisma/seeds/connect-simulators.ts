import * as z from "zod";
import { platformEnv } from "@/lib/env";
import { listAdapters } from "@/server/channels/registry";
import { createChannel } from "@/server/connections/create-channel";
import { subscribeChannel } from "@/server/connections/subscribe-channel.job";
import { inTenant } from "@/server/db/in-tenant";
import { enqueue } from "@/server/jobs/enqueue";
import type { AgentActor } from "./demo-people";

/** What a simulated platform offers the demo at /__demo: accounts, with what one would have typed in. */
const offerSchema = z.object({ channels: z.array(z.object({ name: z.string(), credentials: z.record(z.string(), z.unknown()) })) });
type Offered = z.output<typeof offerSchema>["channels"][number];

/** Connects what the simulators that run beside offer; without simulators nothing. */
export async function connectSimulators(tenantId: string, owner: AgentActor): Promise<void> {
  for (const { kind } of listAdapters()) {
    for (const channel of await readOffer(kind)) await connect(tenantId, owner, { kind, ...channel });
  }
}

async function readOffer(kind: string): Promise<Offered[]> {
  const url = platformEnv(kind, "API_URL");
  const response = url ? await fetch(`${url}/__demo`).catch(() => null) : null;
  if (!response?.ok) return [];
  return offerSchema.safeParse(await response.json().catch(() => null)).data?.channels ?? [];
}

async function connect(tenantId: string, owner: AgentActor, channel: Offered & { kind: string }): Promise<void> {
  await inTenant(tenantId, owner, async (scope) => {
    const { channelId } = await createChannel(scope, channel);
    await enqueue(scope, subscribeChannel, { channelId }, { key: channelId });
  });
}
