import { Agent } from "node:http";
import { postUpdate, update } from "./bot-http";
import { type BotTenant, conversationsOf, evenly, reply } from "./bot-tenant";
import type { Part } from "./run-role";

interface Flood {
  url: string;
  tenant: BotTenant;
}

interface Rates {
  seconds: number;
  messagesPerSecond: number;
  repliesPerSecond: number;
}

const PERSONS = 500;

/** The noisy tenant: its customers' messages come as webhooks and its replies are queued, both at the given rates. */
export async function flood({ url, tenant }: Flood): Promise<Part> {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  let sent = 0;
  const write = async (person: number) => {
    sent += 1;
    await postUpdate(new URL(tenant.webhookPath, url), { secret: tenant.secret, agent, update: update(sent, person) });
  };
  await evenly({ perSecond: 200, seconds: PERSONS / 200 }, write);
  const go = async ({ seconds, messagesPerSecond, repliesPerSecond }: Rates) => {
    const conversations = await conversationsOf(tenant);
    let refused = 0;
    const note = () => {
      refused += 1;
    };
    const [messages, replies] = await Promise.all([
      evenly({ perSecond: messagesPerSecond, seconds }, (n) => write(n % PERSONS).catch(note)),
      evenly({ perSecond: repliesPerSecond, seconds }, (n) => reply(tenant, conversations[n % conversations.length] ?? "").catch(note)),
    ]);
    return { messages, replies, refused };
  };
  return { ready: true, go };
}
