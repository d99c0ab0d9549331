import pg from "pg";
import { beforeAll, expect, inject, test } from "vitest";
import type { Scope } from "@/server/db/scope";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { makeAgent, makeChannel, makeConversation } from "@/server/testing/inbox-factory";
import { countConversations } from "./count-conversations";
import { type ListConversationsInput, listConversations } from "./list-conversations";

const ROWS = 20_000;

let tenant: TestTenant;

beforeAll(async () => {
  tenant = await makeTenant();
  const colleague = await makeAgent(tenant);
  const conversation = await makeConversation(tenant, { channelId: await makeChannel(tenant) });
  await tenant.door(({ sql, tenantId }) =>
    sql.query(
      `insert into conversations (tenant_id, id, number, status, contact_id, channel_id, identity_id, thread_key, assignee_id, last_activity_at, waiting_since, created_at)
       select $1, gen_random_uuid(), n + 1, case when n % 10 = 0 then 'open' when n % 10 = 1 then 'pending' else 'resolved' end,
              $2, $3, $4, 't' || n, case when n % 4 = 0 then $5::uuid when n % 4 = 1 then $6::uuid end,
              now() - n * interval '1 minute', case when n % 3 = 0 then now() - n * interval '1 minute' end, now()
         from generate_series(1, ${ROWS}) n`,
      [tenantId, conversation.contactId, conversation.channelId, conversation.identityId, tenant.owner.id, colleague.actor.id],
    ),
  );
  // As autovacuum does: of a tenant that the statistics do not know, every index looks alike.
  const owner = new pg.Client({ connectionString: inject("superUrl") });
  await owner.connect();
  await owner.query("analyze conversations");
  await owner.end();
});

/** The plan of the query that a use case sends, as the application's own role, with the tenant set. */
async function planOf(run: (scope: Scope) => Promise<unknown>): Promise<string> {
  return tenant.door(async (scope) => {
    const plans: string[] = [];
    const query = async (text: string, values?: unknown[]) => {
      const { rows } = await scope.sql.query<{ "QUERY PLAN": string }>(`explain (analyze, buffers off, costs off, timing off, summary off) ${text}`, values);
      plans.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
      return scope.sql.query(text, values);
    };
    await run({ ...scope, sql: { query: query as Scope["sql"]["query"] } });
    return plans.join("\n");
  });
}

const list = (input: Partial<ListConversationsInput>) => (scope: Scope) => listConversations(scope, { view: "all", sort: "newest", limit: 30, ...input });

/** The scan of `conversations` by this index, with an index condition that names these columns. */
function expectIndexRead(plan: string, index: string, columns: string[]) {
  const [, condition] = new RegExp(`Index (?:Only )?Scan using ${index} on conversations c[^\\n]*\\n\\s+Index Cond: ([^\\n]+)`).exec(plan) ?? [];
  expect(condition, plan).toBeDefined();
  for (const column of columns) expect(condition).toContain(column);
  expect(plan).not.toMatch(/Seq Scan on conversations/);
}

/** Rows that a read threw away: never in the order of the tenant's size. */
function expectCheap(plan: string) {
  for (const [, removed] of plan.matchAll(/Rows Removed by Filter: (\d+)/g)) expect(Number(removed), plan).toBeLessThan(ROWS / 10);
}

test("a page of one status is an ordered index read, for every view and past the first page", async () => {
  const cases: [Partial<ListConversationsInput>, string, string[]][] = [
    [{ status: "open" }, "conversations_status", ["tenant_id", "status"]],
    [{ view: "mine", status: "open" }, "conversations_mine", ["tenant_id", "assignee_id", "status"]],
    [{ view: "unassigned", status: "open" }, "conversations_unassigned", ["tenant_id", "status"]],
    [{ sort: "waiting", status: "open" }, "conversations_waiting", ["tenant_id", "status"]],
  ];
  for (const [input, index, columns] of cases) {
    const first = await planOf(list(input));
    expectIndexRead(first, index, columns);
    expectCheap(first);
    const { nextCursor } = await tenant.door(list(input));
    const next = await planOf(list({ ...input, cursor: nextCursor }));
    expectIndexRead(next, index, [...columns, input.sort === "waiting" ? "waiting_since" : "last_activity_at"]);
    expectCheap(next);
  }
});

test("a list over all statuses merges ordered reads instead of sorting the tenant", async () => {
  const plan = await planOf(list({}));
  expectIndexRead(plan, "conversations_status", ["tenant_id", "status"]);
  expectCheap(plan);
});

test("counting stops at the cap, by index", async () => {
  const plan = await planOf(countConversations);
  expect(plan).not.toMatch(/Seq Scan on conversations/);
  expect(await tenant.door(countConversations)).toMatchObject({ all: 100, unassigned: 100, mine: 100 });
  expectCheap(plan);
});
