import { percentile, round, watchCores } from "./bench-result";
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
const AHEAD_SECONDS = 2;
/** How long a platform takes to accept a message: what holds places in the worker. */
const PLATFORM_MS = 50;

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

/** Begins to count. */
export function nothingSeen(): Seen {
  return { messageMs: [], replyMs: [], missing: 0, coresBusy: 0 };
}

/** Sixteen quiet tenants on a product of their own, and a noisy one beside them. */
export class Street {
  readonly flooded: Flooded = { messages: 0, replies: 0, refused: 0 };

  private constructor(
    private readonly office: Office,
    private readonly noisy: RoleProcess,
  ) {}

  /** `live` gives the tenants a past, after their first message and before anything is measured. */
  static async with<T>(live: (quiet: BotTenant[], noisy: BotTenant) => Promise<void>, measure: (street: Street) => Promise<T>): Promise<T> {
    const platform = await startPlatformStub(PLATFORM_MS);
    const product = await startOwnProduct({ TELEGRAM_API_URL: platform.url });
    try {
      product.enter();
      const tenants: BotTenant[] = [];
      for (let n = 0; n < TENANTS; n++) tenants.push(await makeBotTenant(`Quiet ${n}`));
      const tenant = await makeBotTenant("Noisy");
      const noisy = await RoleProcess.start("flood", { url: product.url, tenant });
      const office = await Office.open(product.url, tenants);
      try {
        await live(tenants, tenant);
        await office.work({ ...RATES, seconds: 5 });
        return await measure(new Street(office, noisy));
      } finally {
        office.close();
        await noisy.stop();
      }
    } finally {
      await product.stop();
      platform.close();
    }
  }

  /** A round of the sixteen's ordinary work, added to what was seen. */
  async quietRound(seen: Seen): Promise<void> {
    const coresBusy = watchCores();
    const { messageMs, replyMs, missing } = await this.office.work({ ...RATES, seconds: SECONDS });
    seen.messageMs.push(...messageMs);
    seen.replyMs.push(...replyMs);
    seen.missing += missing;
    seen.coresBusy = Math.max(seen.coresBusy, coresBusy());
  }

  /** The same beside the flood; `disturb` is done in the middle of it. Ends when nothing waits any more. */
  async noisyRound(seen: Seen, disturb: () => Promise<void> = async () => {}): Promise<void> {
    const flood = this.noisy.go<Flooded>({
      seconds: SECONDS + AHEAD_SECONDS,
      messagesPerSecond: NOISE * RATES.messagesPerSecond,
      repliesPerSecond: NOISE * RATES.repliesPerSecond,
    });
    // Waited for below; until then its failure is not nobody's.
    flood.catch(() => {});
    await sleep(AHEAD_SECONDS * 1_000);
    const disturbed = sleep((SECONDS * 1_000) / 2).then(disturb);
    disturbed.catch(() => {});
    await this.quietRound(seen);
    await disturbed;
    const round = await flood;
    for (const key of ["messages", "replies", "refused"] as const) this.flooded[key] += round[key];
    await this.office.untilIdle();
  }
}

interface Compared {
  /** The worse of the two, beside over alone. */
  ratio: number;
  messageRatio: number;
  replyRatio: number;
}

/** The sixteen's p99 with the noise over their p99 without it. */
export function compare(alone: Seen, beside: Seen): Compared {
  const messageRatio = round(at(beside.messageMs, 0.99) / at(alone.messageMs, 0.99));
  const replyRatio = round(at(beside.replyMs, 0.99) / at(alone.replyMs, 0.99));
  return { ratio: Math.max(messageRatio, replyRatio), messageRatio, replyRatio };
}

/** Everything that stands beside the ratio. */
export function figuresOf(alone: Seen, beside: Seen, flooded: Flooded): Record<string, number> {
  const { messageRatio, replyRatio } = compare(alone, beside);
  return {
    messageRatio,
    messageP50Ms: at(alone.messageMs, 0.5),
    messageP99Ms: at(alone.messageMs, 0.99),
    messageP50MsBeside: at(beside.messageMs, 0.5),
    messageP99MsBeside: at(beside.messageMs, 0.99),
    replyRatio,
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
    missing: alone.missing + beside.missing,
  };
}

function at(sample: number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return round(percentile(sorted, share), 1);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
