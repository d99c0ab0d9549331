import { analyseAll } from "@/server/intake/refresh-statistics";
import { type BenchResult, benchResult } from "./bench-result";
import { liveThrough } from "./fairness-past";
import { compare, figuresOf, nothingSeen, Street } from "./fairness-street";

const ROUNDS = 2;
const GOAL = 2;

/**
 * Sixteen tenants on a database that has lived (25,000 messages), each with a message in every other second and an answer out every
 * fourth; then one more that has a hundred times as many of both, in turns. The sixteen tenants' p99 with the noise over their p99
 * without it: from webhook sent to pointer heard, and from reply queued to accepted by the platform, whichever is worse.
 * `analysed` is one more round, with an ANALYZE of every busy table in the middle of the flood.
 */
export function run(): Promise<BenchResult> {
  return Street.with(liveThrough, async (street) => {
    const [alone, beside, analysed] = [nothingSeen(), nothingSeen(), nothingSeen()];
    for (let n = 0; n < ROUNDS; n++) {
      await street.quietRound(alone);
      await street.noisyRound(beside);
    }
    const figures = figuresOf(alone, beside, street.flooded);
    await street.noisyRound(analysed, analyseAll);
    const { ratio } = compare(alone, beside);
    const disturbed = compare(alone, analysed);
    return benchResult({
      name: "fairness",
      ratio,
      goal: GOAL,
      ok: ratio <= GOAL && figures.missing === 0 && analysed.missing === 0,
      figures: { ...figures, analysedMessageRatio: disturbed.messageRatio, analysedReplyRatio: disturbed.replyRatio },
    });
  });
}
