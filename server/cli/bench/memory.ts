import { execFileSync } from "node:child_process";
import { Agent } from "node:http";
import { type BenchResult, benchResult, round } from "./bench-result";
import { postUpdate, update } from "./bot-http";
import { type BotTenant, conversationsOf, makeBotTenant, reply } from "./bot-tenant";
import { startOwnProduct } from "./own-product";
import { startPlatformStub } from "./platform-stub";
import { Office } from "./quiet-office";

/** An hour at four messages in a second, and an answer to every fifth; sent as fast as the product takes them. */
const HOUR = 4 * 3_600;
const WARM_UP = 3_000;
const PARTS = 3;
const ANSWERS_EVERY = 5;
const CONNECTIONS = 12;
const PERSONS = 200;
const SETTLE_MS = 5_000;
const GOAL = 1.15;

const PROCESSES = ["web", "worker", "realtime"] as const;
type Sizes = Record<(typeof PROCESSES)[number], number>;

/**
 * Resident memory of each process after the traffic of an hour, sent as fast as it goes, over the same after the first third of
 * it: the largest of the three. By then what a process builds once is built, so what still grows would grow on.
 */
export async function run(): Promise<BenchResult> {
  const platform = await startPlatformStub(5);
  const product = await startOwnProduct({ TELEGRAM_API_URL: platform.url });
  try {
    product.enter();
    const tenant = await makeBotTenant("Memory");
    const office = await Office.open(product.url, [tenant]);
    const traffic = new Traffic(product.url, tenant, office);
    const startedAt = Date.now();
    const atStart = sizesOf(product.pid);
    await traffic.send(WARM_UP);
    const sizes: Sizes[] = [];
    for (let part = 0; part < PARTS; part++) {
      await traffic.send(HOUR / PARTS);
      sizes.push(sizesOf(product.pid));
    }
    office.close();
    return report(atStart, sizes, Math.round((Date.now() - startedAt) / 1_000));
  } finally {
    await product.stop();
    platform.close();
  }
}

function report(atStart: Sizes, sizes: Sizes[], seconds: number): BenchResult {
  const figures: Record<string, number> = { messages: HOUR + WARM_UP, answers: (HOUR + WARM_UP) / ANSWERS_EVERY, seconds };
  let ratio = 0;
  for (const name of PROCESSES) {
    const [first, last] = [sizes[0]?.[name] ?? 0, sizes.at(-1)?.[name] ?? 0];
    ratio = Math.max(ratio, last / first);
    figures[`${name}MbAtStart`] = round(atStart[name], 0);
    for (const [part, size] of sizes.entries()) figures[`${name}MbAfter${part + 1}`] = round(size[name], 0);
    figures[`${name}Growth`] = round(last / first);
  }
  return benchResult({ name: "memory", ratio, goal: GOAL, ok: ratio <= GOAL, figures });
}

class Traffic {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  private sent = 0;

  constructor(
    private readonly url: string,
    private readonly tenant: BotTenant,
    private readonly office: Office,
  ) {}

  /** Sends, answers, waits until all of it has been worked off, and a little longer. */
  async send(messages: number): Promise<void> {
    const until = this.sent + messages;
    const conversations = await conversationsOf(this.tenant);
    const one = async () => {
      while (this.sent < until) {
        const n = this.sent++;
        const target = new URL(this.tenant.webhookPath, this.url);
        // Told apart from what the office's own people wrote.
        await postUpdate(target, { secret: this.tenant.secret, agent: this.agent, update: update(1_000_000 + n, 1_000 + (n % PERSONS)) });
        if (n % ANSWERS_EVERY === 0) await reply(this.tenant, conversations[n % conversations.length] ?? "");
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, one));
    await this.office.untilIdle();
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  }
}

/** Megabytes resident, of the processes that this one started. */
function sizesOf(launcher: number): Sizes {
  const lines = execFileSync("ps", ["-e", "-o", "pid=,ppid=,rss=,args="], { encoding: "utf8" }).split("\n");
  const rows = lines.map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line)).flatMap((found) => (found ? [found] : []));
  const family = new Set([String(launcher)]);
  // Parents stand before their children; by the second look all generations are in.
  for (let look = 0; look < 3; look++) for (const [, pid, parent] of rows) if (family.has(parent ?? "")) family.add(pid ?? "");
  const sizeOf = (name: string) => {
    const row = rows.find(([, pid, , , args]) => family.has(pid ?? "") && args?.startsWith(`parley-${name}`));
    if (!row) throw new Error(`there is no process ${name}`);
    return Number(row[3]) / 1_024;
  };
  return { web: sizeOf("web"), worker: sizeOf("worker"), realtime: sizeOf("realtime") };
}
