import * as z from "zod";
import { platformEnv } from "@/lib/env";
import { createChannel } from "@/server/connections/create-channel";
import { subscribeChannel } from "@/server/connections/subscribe-channel.job";
import { inTenant } from "@/server/db/in-tenant";
import { enqueue } from "@/server/jobs/enqueue";
import type { AgentActor } from "./demo-people";

/** What a simulated platform says of itself at /__state, as far as credentials are made of it. */
const stateSchema = z.object({
  pages: z.array(z.object({ id: z.string(), name: z.string(), accessToken: z.string() })).default([]),
  bots: z.array(z.object({ token: z.string(), first_name: z.string().optional(), name: z.string().optional() })).default([]),
});

/** Connects the first Page and the first bot of the simulators that run beside; without simulators nothing. */
export async function connectSimulators(tenantId: string, owner: AgentActor): Promise<void> {
  const page = (await readState("messenger"))?.pages[0];
  if (page) await connect(tenantId, owner, { kind: "messenger", name: page.name, credentials: { pageId: page.id, pageAccessToken: page.accessToken } });
  const bot = (await readState("telegram"))?.bots[0];
  if (bot) await connect(tenantId, owner, { kind: "telegram", name: bot.name ?? bot.first_name ?? "Telegram", credentials: { botToken: bot.token } });
}

async function readState(kind: string): Promise<z.output<typeof stateSchema> | null> {
  const url = platformEnv(kind, "API_URL");
  if (!url) return null;
  const response = await fetch(`${url}/__state`).catch(() => null);
  return response?.ok ? (stateSchema.safeParse(await response.json()).data ?? null) : null;
}

async function connect(tenantId: string, owner: AgentActor, channel: { kind: string; name: string; credentials: unknown }): Promise<void> {
  await inTenant(tenantId, owner, async (scope) => {
    const { channelId } = await createChannel(scope, channel);
    await enqueue(scope, subscribeChannel, { channelId }, { key: channelId });
  });
}
