import { type BenchResult, benchResult, percentile, round } from "./bench-result";
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

async function compare(office: Office, noisy: RoleProcess): Promise<BenchResult> {
  await office.work({ ...RATES, seconds: 5 });
  const alone: number[][] = [[], []];
  const beside: number[][] = [[], []];
  let missing = 0;
  const flooded: Flooded = { messages: 0, replies: 0, refused: 0 };
  const keep = (kept: number[][], { messageMs, replyMs, missing: lost }: Awaited<ReturnType<Office["work"]>>) => {
    kept[0]?.push(...messageMs);
    kept[1]?.push(...replyMs);
    missing += lost;
  };
  for (let n = 0; n < ROUNDS; n++) {
    keep(alone, await office.work({ ...RATES, seconds: SECONDS }));
    const flood = noisy.go<Flooded>({
      seconds: SECONDS + 2,
      messagesPerSecond: NOISE * RATES.messagesPerSecond,
      repliesPerSecond: NOISE * RATES.repliesPerSecond,
    });
    // Waited for below; until then its failure is not nobody's.
    flood.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    keep(beside, await office.work({ ...RATES, seconds: SECONDS }));
    const { messages, replies, refused } = await flood;
    flooded.messages += messages;
    flooded.replies += replies;
    flooded.refused += refused;
    await office.untilIdle();
  }
  const at = (sample: number[] | undefined, share: number) =>
    round(
      percentile(
        [...(sample ?? [])].sort((a, b) => a - b),
        share,
      ),
      1,
    );
  const messageRatio = at(beside[0], 0.99) / at(alone[0], 0.99);
  const replyRatio = at(beside[1], 0.99) / at(alone[1], 0.99);
  const ratio = Math.max(messageRatio, replyRatio);
  return benchResult({
    name: "fairness",
    ratio,
    goal: GOAL,
    ok: ratio <= GOAL && missing === 0,
    figures: {
      messageRatio: round(messageRatio),
      messageP50Ms: at(alone[0], 0.5),
      messageP99Ms: at(alone[0], 0.99),
      messageP50MsBeside: at(beside[0], 0.5),
      messageP99MsBeside: at(beside[0], 0.99),
      replyRatio: round(replyRatio),
      replyP50Ms: at(alone[1], 0.5),
      replyP99Ms: at(alone[1], 0.99),
      replyP50MsBeside: at(beside[1], 0.5),
      replyP99MsBeside: at(beside[1], 0.99),
      messages: alone[0]?.length ?? 0,
      replies: alone[1]?.length ?? 0,
      noisyMessages: flooded.messages,
      noisyReplies: flooded.replies,
      noisyRefused: flooded.refused,
      missing,
    },
  });
}
