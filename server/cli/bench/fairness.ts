import { type BenchResult, benchResult, percentile, round, watchCores } from "./bench-result";
import { type BotTenant, makeBotTenant } from "./bot-tenant";
import { startOwnProduct } from "./own-product";
import { startPlatformStub } from "./platform-stub";
import { Office } from "./quiet-office";
import { RoleProcess } from "./role";

const TENANTS = 16;
/** Of each of the quiet tenants. The noisy one has a hundred times that. */
const RATES = { messagesPerSecond: 0.5, repliesPerSecond: 0.25 };
const NOISE = 100;
const SECONDS = 20;
const ROUNDS = 2;
/** How long a platform takes to accept a message: what holds places in the worker. */
const PLATFORM_MS = 50;
const GOAL = 2;

/**
 * Sixteen tenants, each with a message in every other second and an answer out every fourth; then one more that has a hundred times as
 * many of both, in turns. The sixteen tenants' p99 with the noise over their p99 without it: from webhook sent to pointer heard,
 * and from reply queued to accepted by the platform, whichever is worse.
 */
export async function run(): Promise<BenchResult> {
  const platform = await startPlatformStub(PLATFORM_MS);
  const product = await startOwnProduct({ TELEGRAM_API_URL: platform.url });
  try {
    product.enter();
    const tenants: BotTenant[] = [];
    for (let n = 0; n < TENANTS; n++) tenants.push(await makeBotTenant(`Quiet ${n}`));
    const noisy = await RoleProcess.start("flood", { url: product.url, tenant: await makeBotTenant("Noisy") });
    const office = await Office.open(product.url, tenants);
    try {
      return await compare(office, noisy);
    } finally {
      office.close();
      await noisy.stop();
    }
  } finally {
    await product.stop();
    platform.close();
  }
}

interface Flooded {
  messages: number;
  replies: number;
  /** Not accepted: the flood was more than the product takes. */
  refused: number;
}

/** What the sixteen saw in all rounds of one kind. */
interface Seen {
  messageMs: number[];
  replyMs: number[];
  missing: number;
  /** Of all cores' time, in percent, in the busiest round: where none is left, the ratio tells of the machine. */
  coresBusy: number;
}

const nothing = (): Seen => ({ messageMs: [], replyMs: [], missing: 0, coresBusy: 0 });

async function compare(office: Office, noisy: RoleProcess): Promise<BenchResult> {
  await office.work({ ...RATES, seconds: 5 });
  const alone = nothing();
  const beside = nothing();
  const flooded: Flooded = { messages: 0, replies: 0, refused: 0 };
  for (let n = 0; n < ROUNDS; n++) {
    await look(office, alone);
    const flood = noisy.go<Flooded>({
      seconds: SECONDS + 2,
      messagesPerSecond: NOISE * RATES.messagesPerSecond,
      repliesPerSecond: NOISE * RATES.repliesPerSecond,
    });
    // Waited for below; until then its failure is not nobody's.
    flood.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await look(office, beside);
    const round = await flood;
    for (const key of ["messages", "replies", "refused"] as const) flooded[key] += round[key];
    await office.untilIdle();
  }
  return report(alone, beside, flooded);
}

async function look(office: Office, seen: Seen): Promise<void> {
  const coresBusy = watchCores();
  const { messageMs, replyMs, missing } = await office.work({ ...RATES, seconds: SECONDS });
  seen.messageMs.push(...messageMs);
  seen.replyMs.push(...replyMs);
  seen.missing += missing;
  seen.coresBusy = Math.max(seen.coresBusy, coresBusy());
}

function report(alone: Seen, beside: Seen, flooded: Flooded): BenchResult {
  const at = (sample: number[], share: number) =>
    round(
      percentile(
        [...sample].sort((a, b) => a - b),
        share,
      ),
      1,
    );
  const messageRatio = at(beside.messageMs, 0.99) / at(alone.messageMs, 0.99);
  const replyRatio = at(beside.replyMs, 0.99) / at(alone.replyMs, 0.99);
  const ratio = Math.max(messageRatio, replyRatio);
  const missing = alone.missing + beside.missing;
  return benchResult({
    name: "fairness",
    ratio,
    goal: GOAL,
    ok: ratio <= GOAL && missing === 0,
    figures: {
      messageRatio: round(messageRatio),
      messageP50Ms: at(alone.messageMs, 0.5),
      messageP99Ms: at(alone.messageMs, 0.99),
      messageP50MsBeside: at(beside.messageMs, 0.5),
      messageP99MsBeside: at(beside.messageMs, 0.99),
      replyRatio: round(replyRatio),
      replyP50Ms: at(alone.replyMs, 0.5),
      replyP99Ms: at(alone.replyMs, 0.99),
      replyP50MsBeside: at(beside.replyMs, 0.5),
      replyP99MsBeside: at(beside.replyMs, 0.99),
      messages: alone.messageMs.length,
      replies: alone.replyMs.length,
      noisyMessages: flooded.messages,
      noisyReplies: flooded.replies,
      noisyRefused: flooded.refused,
      coresBusyAlone: alone.coresBusy,
      coresBusyBeside: beside.coresBusy,
      missing,
    },
  });
}
