import { handleRest } from "@/server/rest/handle-rest";
import type { Route } from "@/server/rest/route";
import type { FullTenant } from "./full-tenant";
import { idFor, sampleInput } from "./sample-input";

/** Calls every REST route with the other tenant's ids. Gives a sentence per hole; `seen` gets those that showed the owner their own rows. */
export async function checkRoutes(routes: Route[], { ours, theirs }: { ours: FullTenant; theirs: FullTenant }, seen: string[]): Promise<string[]> {
  const holes: string[] = [];
  for (const route of routes) {
    const name = `${route.method} ${route.path}`;
    const keys: [string, string | null][] = [
      ["another tenant's key", ours.apiKey],
      ["no key", null],
    ];
    for (const [who, key] of keys) {
      const answer = await call(route, theirs, key);
      if (answer.text.includes(theirs.mark)) holes.push(`route ${name}: ${who} sees the tenant's rows`);
      if (answer.status >= 500) holes.push(`route ${name}: ${who} gets ${answer.status}`);
      if (!key && answer.status !== 401) holes.push(`route ${name}: answers ${answer.status} without a key`);
    }
    if (route.method !== "GET") continue;
    const own = await call(route, theirs, theirs.apiKey);
    if (own.text.includes(theirs.mark)) seen.push(name);
  }
  return holes;
}

async function call(route: Route, theirs: FullTenant, key: string | null): Promise<{ status: number; text: string }> {
  const home = route.path.split("/")[1] ?? "";
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => (name === "externalId" ? theirs.mark : idFor(theirs, name, home)));
  const url = new URL(`http://localhost/api/v1${path}`);
  const query = route.query ? (sampleInput(route.query, theirs, home) as Record<string, unknown>) : {};
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
  const body = route.body ? JSON.stringify(sampleInput(route.body, theirs, home)) : undefined;
  const headers = { ...(key ? { authorization: `Bearer ${key}` } : {}), ...(body ? { "content-type": "application/json" } : {}) };
  const response = await handleRest(new Request(url, { method: route.method, headers, body }));
  return { status: response.status, text: await response.text() };
}
