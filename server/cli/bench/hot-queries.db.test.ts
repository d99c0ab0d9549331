import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { type BigTenant, makeBigTenant } from "./big-tenant";
import { captureHotQueries, type HotQuery, inCaptured } from "./hot-queries";

const CONVERSATIONS = 20_000;
/** So few rows a tenant that reading past some costs nothing. */
const MAX_REMOVED = 200;
/** Unique by its id alone: webhook URLs name nothing else. */
const WITHOUT_TENANT = ["tenants_pkey", "channels_id"];
/** Grow with the tenant. Of the others (teams, agents, channels) a test has so few rows that no planner takes an index. */
const BIG = [
  "contacts",
  "identities",
  "conversations",
  "conversation_reads",
  "conversation_tags",
  "messages",
  "attachments",
  "deliveries",
  "delivery_parts",
  "events",
];

/** Tenants of nobody's with so many answers each: what the statistics make of a tenant depends on its neighbours. */
const ghosts = (tenants: number, answers: number) => `
  insert into messages (tenant_id, id, conversation_id, seq, kind, author_type, external_id, stored_at)
  select tenant_id, gen_random_uuid(), gen_random_uuid(), 1, 'outbound', 'system', 'ghost', now()
    from (select gen_random_uuid() as tenant_id from generate_series(1, ${tenants})) t, generate_series(1, ${answers});
  insert into deliveries (tenant_id, id, message_id, conversation_id, channel_id, identity_id, status, not_before, created_at)
  select tenant_id, gen_random_uuid(), id, conversation_id, id, id, 'sent', now(), now() from messages where external_id = 'ghost';
  analyze messages, deliveries;`;

const AMONG_SMALL_ONES = ghosts(300, 3);
const NEWER_THAN_STATISTICS = `
  create temp table kept_messages on commit drop as select * from messages where tenant_id = current_setting('app.tenant_id')::uuid;
  create temp table kept_deliveries on commit drop as select * from deliveries where tenant_id = current_setting('app.tenant_id')::uuid;
  delete from deliveries where tenant_id = current_setting('app.tenant_id')::uuid;
  delete from messages where tenant_id = current_setting('app.tenant_id')::uuid;
  ${ghosts(50, 100)}
  insert into messages select * from kept_messages;
  insert into deliveries select * from kept_deliveries;`;

const APP_ROLE = new URL(inject("databaseUrl")).username;

interface Node {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Index Cond"?: string;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Join Filter"?: number;
  Plans?: Node[];
}

let owner: pg.Client;
let tenant: BigTenant;
let queries: HotQuery[];

beforeAll(async () => {
  owner = new pg.Client({ connectionString: inject("superUrl") });
  await owner.connect();
  tenant = await makeBigTenant(owner, CONVERSATIONS);
  await owner.query(`analyze ${BIG.join(", ")}`);
  queries = await captureHotQueries(tenant);
});
// A rolled back ANALYZE leaves its count of rows behind.
afterEach(() => owner.query("analyze messages, deliveries"));
afterAll(() => owner.end());

/** Every node of every statement's plan, as the application's role in its tenant, after some SQL that is rolled back. */
async function plans(before: string): Promise<{ query: HotQuery; nodes: Node[] }[]> {
  return inCaptured(owner, tenant.tenantId, async () => {
    await owner.query(`${before}; set local role ${APP_ROLE}`);
    const found = [];
    for (const query of queries) {
      const { rows } = await owner.query<{ "QUERY PLAN": { Plan: Node }[] }>(`explain (analyze, timing off, format json) ${query.text}`, query.values);
      found.push({ query, nodes: flat(rows[0]?.["QUERY PLAN"][0]?.Plan) });
    }
    return found;
  });
}

function flat(node: Node | undefined): Node[] {
  return node ? [node, ...(node.Plans ?? []).flatMap(flat)] : [];
}

/** What every complaint begins with: enough to find the statement. */
const told = (query: HotQuery, what: string) => `${query.name}: ${what} in ${query.text.replace(/\s+/g, " ").slice(0, 120)}`;

const grows = (node: Node) => BIG.includes(node["Relation Name"] ?? "");

/** Whatever reads a table that grows from end to end, or by an index for rows that it does not want. */
function wasteful(found: { query: HotQuery; nodes: Node[] }[]): string[] {
  return found.flatMap(({ query, nodes }) =>
    nodes.flatMap((node) => {
      if (node["Node Type"] === "Seq Scan" && grows(node)) return [told(query, `reads all of ${node["Relation Name"]}`)];
      // Of one look into the index; a look-up by key that finds what the reader may not see throws away one.
      const removed = node["Rows Removed by Filter"] ?? 0;
      if (removed > MAX_REMOVED && grows(node)) return [told(query, `throws away ${removed} rows of ${node["Relation Name"]}`)];
      const compared = node["Rows Removed by Join Filter"] ?? 0;
      const inner = flat(node.Plans?.[1]).find(grows);
      return compared > MAX_REMOVED && inner ? [told(query, `compares ${compared} rows of ${inner["Relation Name"]}`)] : [];
    }),
  );
}

test("every hot statement was captured, for every kind of reader", () => {
  expect(new Set(queries.map((query) => query.name)).size).toBeGreaterThan(50);
  expect(queries.filter((query) => query.name === "a message comes in").length).toBeGreaterThan(2);
});

test("under row-level security every hot statement reads by index what grows, and little that it throws away", async () => {
  expect(wasteful(await plans("set local enable_seqscan = on"))).toEqual([]);
});

test("a tenant that is big among hundreds of small ones is read no differently", async () => {
  expect(wasteful(await plans(AMONG_SMALL_ONES))).toEqual([]);
});

test("a tenant that the statistics do not know yet is read no differently", async () => {
  expect(wasteful(await plans(NEWER_THAN_STATISTICS))).toEqual([]);
});

test("every index is entered by the tenant", async () => {
  const complaints = (await plans("set local enable_seqscan = off")).flatMap(({ query, nodes }) =>
    nodes.flatMap((node) => {
      if (node["Node Type"] === "Seq Scan") return [told(query, `has no index for ${node["Relation Name"]}`)];
      const isByTenant = /tenant_id/.test(node["Index Cond"] ?? "") || WITHOUT_TENANT.includes(node["Index Name"] ?? "");
      return node["Index Name"] && !isByTenant ? [told(query, `enters ${node["Index Name"]} without the tenant`)] : [];
    }),
  );
  expect(complaints).toEqual([]);
});
