import type { AnyRouter } from "@trpc/server";
import type * as z from "zod";
import { createContext, TENANT_HEADER } from "@/server/trpc/context";
import type { FullTenant } from "./full-tenant";
import { sampleInput } from "./sample-input";

interface Procedure {
  _def: { type: string; inputs: z.ZodType[] };
}

/** Routers whose `id` is not of the table with their own name. */
const HOMES: Record<string, string> = { people: "agents", apiKeys: "api_keys", tenants: "tenants", session: "sessions" };

interface Caller {
  who: string;
  headers: Record<string, string>;
}

/** Who tries: a stranger to this tenant in their own one, the same in the foreign one, and nobody. */
function strangers(ours: FullTenant, theirs: FullTenant): Caller[] {
  return [
    { who: "another tenant's owner", headers: { cookie: ours.cookie, [TENANT_HEADER]: ours.slug } },
    { who: "another tenant's owner naming this tenant", headers: { cookie: ours.cookie, [TENANT_HEADER]: theirs.slug } },
    { who: "nobody", headers: { [TENANT_HEADER]: theirs.slug } },
  ];
}

/** Calls every procedure of the router with the other tenant's ids. Gives a sentence per hole; `seen` gets those that showed the owner their own rows. */
export async function checkProcedures(router: AnyRouter, { ours, theirs }: { ours: FullTenant; theirs: FullTenant }, seen: string[]): Promise<string[]> {
  const holes: string[] = [];
  for (const [path, procedure] of Object.entries(router._def.procedures as Record<string, Procedure>)) {
    const home = HOMES[path.split(".")[0] ?? ""] ?? path.split(".")[0] ?? "";
    const schema = procedure._def.inputs[0];
    const input = schema ? sampleInput(schema, theirs, home) : undefined;
    for (const caller of strangers(ours, theirs)) {
      const answer = await call(router, path, { headers: caller.headers, input });
      if (answer.includes(theirs.mark)) holes.push(`procedure ${path}: ${caller.who} sees the tenant's rows`);
    }
    if (procedure._def.type !== "query") continue;
    const own = await call(router, path, { headers: { cookie: theirs.cookie, [TENANT_HEADER]: theirs.slug }, input });
    if (own.includes(theirs.mark)) seen.push(path);
  }
  return holes;
}

/** The answer as text, whether it is a result or an error: what a stranger reads is what counts. */
async function call(router: AnyRouter, path: string, { headers, input }: { headers: Record<string, string>; input: unknown }): Promise<string> {
  const caller = router.createCaller(createContext(new Headers(headers))) as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
  const [domain = "", name = ""] = path.split(".");
  try {
    return JSON.stringify((await caller[domain]?.[name]?.(input)) ?? null, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
  } catch (error) {
    return String((error as Error).message);
  }
}
