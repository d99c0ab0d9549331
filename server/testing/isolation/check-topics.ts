import { authoriseSubscription } from "@/server/realtime/authorise-subscription";
import { topics } from "@/server/realtime/topics";
import type { FullTenant } from "./full-tenant";

/** What each topic is named after; one that is missing here is named after a row of the table with its own name. */
const TABLES: Record<string, string> = { tenant: "tenants", agent: "agents", conversation: "conversations", widget: "widget_sessions" };

/** Asks for every topic of the other tenant with everything that a stranger has. Gives a sentence per hole. */
export async function checkTopics({ ours, theirs }: { ours: FullTenant; theirs: FullTenant }): Promise<string[]> {
  const holes: string[] = [];
  for (const [kind, name] of Object.entries(topics)) {
    const topic = name(theirs.ids.get(TABLES[kind] ?? `${kind}s`) ?? theirs.tenantId);
    if (!/^(private|presence)-/.test(topic)) holes.push(`topic ${kind}: ${topic} is public, anybody may listen`);
    for (const headers of credentials(ours)) {
      if ((await ask(topic, headers)) !== 403) holes.push(`topic ${kind}: given to a stranger with ${Object.keys(headers)[0] ?? "nothing"}`);
    }
    const own = await Promise.all(credentials(theirs).map((headers) => ask(topic, headers)));
    if (!own.includes(200)) holes.push(`topic ${kind}: refused to its own tenant, so the refusals prove nothing`);
  }
  return holes;
}

function credentials(tenant: FullTenant): Record<string, string>[] {
  return [{ cookie: tenant.cookie }, { authorization: `Bearer ${tenant.apiKey}` }, { authorization: `Bearer ${tenant.widgetToken}` }, {}];
}

async function ask(topic: string, headers: Record<string, string>): Promise<number> {
  const request = new Request("http://localhost/api/realtime/auth", {
    method: "POST",
    headers,
    body: new URLSearchParams({ socket_id: "1.1", channel_name: topic }),
  });
  return (await authoriseSubscription(request)).status;
}
