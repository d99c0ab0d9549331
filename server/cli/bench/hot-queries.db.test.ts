import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
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

interface Node {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Index Cond"?: string;
  "Rows Removed by Filter"?: number;
  Plans?: Node[];
}

let owner: pg.Client;
let app: pg.Client;
let tenant: BigTenant;
let queries: HotQuery[];

beforeAll(async () => {
  owner = new pg.Client({ connectionString: inject("superUrl") });
  app = new pg.Client({ connectionString: inject("databaseUrl") });
  await Promise.all([owner.connect(), app.connect()]);
  tenant = await makeBigTenant(owner, CONVERSATIONS);
  await owner.query(`analyze ${BIG.join(", ")}`);
  queries = await captureHotQueries(tenant);
});
afterAll(() => Promise.all([owner.end(), app.end()]));

/** Every node of every statement's plan, as the application's role in its tenant. */
async function plans(settings: string): Promise<{ query: HotQuery; nodes: Node[] }[]> {
  return inCaptured(app, tenant.tenantId, async () => {
    await app.query(settings);
    const found = [];
    for (const query of queries) {
      const { rows } = await app.query<{ "QUERY PLAN": { Plan: Node }[] }>(`explain (analyze, timing off, format json) ${query.text}`, query.values);
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

test("every hot statement was captured, for every kind of reader", () => {
  expect(new Set(queries.map((query) => query.name)).size).toBeGreaterThan(50);
  expect(queries.filter((query) => query.name === "a message comes in").length).toBeGreaterThan(2);
});

test("under row-level security every hot statement reads by index what grows, and little that it throws away", async () => {
  const complaints = (await plans("set local enable_seqscan = on")).flatMap(({ query, nodes }) =>
    nodes.flatMap((node) => {
      if (node["Node Type"] === "Seq Scan" && BIG.includes(node["Relation Name"] ?? "")) return [told(query, `reads all of ${node["Relation Name"]}`)];
      // Of one look into the index; a look-up by key that finds what the reader may not see throws away one.
      const removed = node["Rows Removed by Filter"] ?? 0;
      return removed > MAX_REMOVED && BIG.includes(node["Relation Name"] ?? "") ? [told(query, `throws away ${removed} rows of ${node["Relation Name"]}`)] : [];
    }),
  );
  expect(complaints).toEqual([]);
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
