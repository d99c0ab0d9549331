import { type BenchResult, benchResult } from "./bench-result";
import { compare, figuresOf, nothingSeen, Street } from "./fairness-street";

const ROUNDS = 2;
/** The same as of a database that has lived. There it is a promise, here it shows what learning costs. */
const GOAL = 2;

/** What `fairness` measures, in the first minutes of a database's life. */
export function run(): Promise<BenchResult> {
  return Street.with(
    async () => {},
    async (street) => {
      const [alone, beside] = [nothingSeen(), nothingSeen()];
      for (let n = 0; n < ROUNDS; n++) {
        await street.quietRound(alone);
        await street.noisyRound(beside);
      }
      const { ratio } = compare(alone, beside);
      const figures = figuresOf(alone, beside, street.flooded);
      return benchResult({ name: "fairness-new", ratio, goal: GOAL, ok: ratio <= GOAL && figures.missing === 0, figures });
    },
  );
}
