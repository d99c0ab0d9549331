import type { Actor } from "@/server/access/actor";
import { countConversations } from "@/server/conversations/count-conversations";
import { type ListConversationsInput, listConversations } from "@/server/conversations/list-conversations";
import { inTenant } from "@/server/db/in-tenant";
import { type BenchResult, benchResult, percentile, round } from "./bench-result";
import { type BigTenant, makeBigTenant } from "./big-tenant";
import { withOwnDatabase } from "./own-database";

const MANY = 1_000_000;
const FEW = 10_000;
const GOAL = 1.5;
const WARM_UP = 5;
const TIMES = 60;

type Page = Pick<ListConversationsInput, "view" | "sort" | "status" | "limit" | "teamId">;

/** What the inbox asks for first: each of its views and orders, fifty open conversations. */
function pagesOf({ teamId }: BigTenant): Page[] {
  const views = (["all", "mine", "unassigned", "team"] as const).map((view) => ({ view, teamId: view === "team" ? teamId : undefined }));
  return views.flatMap((view) => (["newest", "waiting"] as const).map((sort) => ({ ...view, sort, status: "open" as const, limit: 50 })));
}

/**
 * The first page of the inbox with its counters, through the door, in a tenant with 1,000,000 conversations (100,000 open)
 * over the same in one with 10,000, in the same database, in turns. For an agent who sees everything, their teams', a small
 * team's, and their own, each over every view and order: the worst of the four p99 ratios.
 */
export function run(): Promise<BenchResult> {
  return withOwnDatabase(async (owner) => {
    const startedAt = Date.now();
    const few = await makeBigTenant(owner, FEW);
    const many = await makeBigTenant(owner, MANY);
    await owner.query("vacuum (analyze)");
    const seededSeconds = Math.round((Date.now() - startedAt) / 1_000);
    const figures: Record<string, number | string> = { seededSeconds };
    let ratio = 0;
    let worst = { ratio: 0, name: "" };
    for (const [index, reader] of many.readers.entries()) {
      const pages = pagesOf(many).map((_, page) => page);
      const samples = { few: [] as number[], many: [] as number[] };
      for (const page of pages) {
        const one = await compare(few, many, { reader: index, page });
        samples.few.push(...one.few);
        samples.many.push(...one.many);
        const of = { ratio: at(one.many, 0.5) / at(one.few, 0.5), name: `${reader.name} ${JSON.stringify(pagesOf(many)[page])}` };
        if (of.ratio > worst.ratio) worst = of;
      }
      const ratioOf = at(samples.many, 0.99) / at(samples.few, 0.99);
      ratio = Math.max(ratio, ratioOf);
      Object.assign(figures, {
        [`${reader.name}Ratio`]: round(ratioOf),
        [`${reader.name}P99MsFew`]: at(samples.few, 0.99),
        [`${reader.name}P99MsMany`]: at(samples.many, 0.99),
        [`${reader.name}P50MsMany`]: at(samples.many, 0.5),
      });
    }
    Object.assign(figures, { worstPage: worst.name, worstPageMedianRatio: round(worst.ratio) });
    return benchResult({ name: "list", ratio, goal: GOAL, ok: ratio <= GOAL, figures });
  });
}

/** In turns, so that what else the machine does falls on both. */
async function compare(few: BigTenant, many: BigTenant, which: { reader: number; page: number }) {
  const samples = { few: [] as number[], many: [] as number[] };
  for (let n = 0; n < WARM_UP + TIMES; n++) {
    const fewMs = await firstPage(few, which);
    const manyMs = await firstPage(many, which);
    if (n < WARM_UP) continue;
    samples.few.push(fewMs);
    samples.many.push(manyMs);
  }
  return samples;
}

async function firstPage(tenant: BigTenant, { reader, page }: { reader: number; page: number }): Promise<number> {
  const actor = tenant.readers[reader]?.actor as Actor;
  const input = pagesOf(tenant)[page] as Page;
  const startedMs = performance.now();
  await inTenant(tenant.tenantId, actor, async (scope) => {
    await listConversations(scope, input);
    await countConversations(scope);
  });
  return performance.now() - startedMs;
}

function at(sample: number[], share: number): number {
  return round(
    percentile(
      [...sample].sort((a, b) => a - b),
      share,
    ),
  );
}
