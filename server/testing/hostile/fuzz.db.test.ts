import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type * as z from "zod";
import { problemSchema } from "@/server/rest/problem";
import type { Route } from "@/server/rest/route";
import { ROUTES } from "@/server/rest/routes";
import { connectAsSuperuser } from "@/server/testing/isolation/catalogue";
import { type FullTenant, makeFullTenant } from "@/server/testing/isolation/full-tenant";
import { idFor, sampleInput } from "@/server/testing/isolation/sample-input";
import { appRouter } from "@/server/trpc/router";
import { mutateJson, randomFrom } from "./mutate";
import { type Answer, call } from "./wire";
import { openFront, strangersAddress } from "./world";

/*
 * Every REST route and every procedure of the screens, called by their owner with changed inputs made of their own schemas: never
 * a 5xx, every refusal in its promised form, every success as its schema says. Bounded by time; FUZZ and SEED try more and others.
 */
const ROUNDS = Number(process.env.FUZZ ?? 6);
const LIMIT_MS = process.env.FUZZ ? Number.POSITIVE_INFINITY : 8_000;
const SEED = Number(process.env.SEED ?? 1);

let front: Awaited<ReturnType<typeof openFront>>;
let client: pg.Client;
let tenant: FullTenant;
beforeAll(async () => {
  front = await openFront();
  client = await connectAsSuperuser();
  tenant = await makeFullTenant(client);
  // Made up by their types alone; what these two hold, only the product can write.
  await client.query("delete from connection_attempts where tenant_id = $1", [tenant.tenantId]);
  await client.query("update messages set mail = null where tenant_id = $1", [tenant.tenantId]);
});
afterAll(async () => {
  await client.end();
  await front.close();
});

const random = randomFrom(SEED);
const NASTY = ["%00", "%ff", "__proto__", "..%2f..", "1e400", "-1", "%F0%9F%99%82", "'%20or%201=1", "x".repeat(3_000), "99999999999999999999", "null", "[]"];
const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
const changed = (schema: z.ZodType, home: string) => mutateJson(JSON.stringify(sampleInput(schema, tenant, home) ?? null), random);

function callRoute({ method, path, query, body }: Route): Promise<Answer> {
  const home = path.split("/")[1] ?? "";
  const filled = path.replace(/\{(\w+)\}/g, (_found, name: string) => (random() < 0.2 ? pick(NASTY) : idFor(tenant, name, home)));
  const names = query ? Object.keys((sampleInput(query, tenant, home) as object | undefined) ?? {}) : [];
  const search = [...names, "cursor", "limit", "q", "after"].filter(() => random() < 0.3).map((name) => `${name}=${pick(NASTY)}`);
  return call(front.port, {
    method,
    path: `/api/v1${filled}${search.length > 0 ? `?${search.join("&")}` : ""}`,
    headers: { authorization: `Bearer ${tenant.apiKey}`, "content-type": "application/json" },
    body: body && changed(body, home),
  });
}

/** What is wrong with an answer; null when nothing is. */
function complaint(route: Route, { status, headers, text }: Answer): string | null {
  if (status >= 500 || status === 0) return `answers ${status} ${text.slice(0, 300)}`;
  if (status >= 400)
    return headers["content-type"] === "application/problem+json" && problemSchema.safeParse(JSON.parse(text)).success ? null : `refuses with ${text}`;
  const schema = route.responses[status];
  if (schema === undefined) return `answers ${status}, which it does not promise`;
  return schema && !schema.safeParse(JSON.parse(text)).success ? `answers ${text.slice(0, 300)}, which is not what it promises` : null;
}

describe("changed inputs", () => {
  test("of every REST route", { timeout: 600_000 }, async () => {
    const start = performance.now();
    const complaints: string[] = [];
    for (let round = 0; round < ROUNDS && performance.now() - start < LIMIT_MS; round++)
      await Promise.all(
        ROUTES.filter((route) => !route.isMultipart).map(async (route) => {
          const found = complaint(route, await callRoute(route));
          if (found) complaints.push(`${route.method} ${route.path} ${found}`);
        }),
      );
    expect(complaints, `SEED=${SEED}`).toEqual([]);
  });

  test("of every procedure", { timeout: 600_000 }, async () => {
    const start = performance.now();
    const complaints: string[] = [];
    const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, { _def: { type: string; inputs: z.ZodType[] } }>);
    // Whoever signs out or changes their password is somebody else afterwards.
    const calm = procedures.filter(([path]) => !path.startsWith("session.") && path !== "people.changePassword");
    for (let round = 0; round < ROUNDS && performance.now() - start < LIMIT_MS; round++)
      for (const [path, { _def }] of calm) {
        const input = `{"json":${_def.inputs[0] ? changed(_def.inputs[0], path.split(".")[0] ?? "") : "null"}}`;
        const isQuery = _def.type === "query" && input.length < 4_000;
        const { status, text } = await call(front.port, {
          method: isQuery ? "GET" : "POST",
          path: `/api/trpc/${path}${isQuery ? `?input=${encodeURIComponent(input)}` : ""}`,
          headers: { cookie: tenant.cookie, "x-parley-tenant": tenant.slug, "content-type": "application/json", "x-forwarded-for": strangersAddress() },
          body: isQuery ? undefined : input,
        });
        if (status >= 500 || status === 0) complaints.push(`${path} answers ${status} to ${input.slice(0, 500)}: ${text.slice(0, 300)}`);
      }
    expect(complaints, `SEED=${SEED}`).toEqual([]);
  });
});
