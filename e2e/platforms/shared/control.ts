import { type Answer, badRequest, type Call, jsonBody } from "./http";

/** What the next calls or deliveries shall suffer. */
export interface Control {
  /** Whether one such effect is due; it is then used up. */
  take(effect: string): boolean;
  waiting(): Record<string, number>;
  /** POST /__control {next, count?} or {clear: true} */
  handle(call: Call): Answer;
}

export function createControl(effects: readonly string[], onClear: () => void = () => {}): Control {
  const due = new Map<string, number>();
  return {
    take(effect) {
      const count = due.get(effect) ?? 0;
      if (count > 0) due.set(effect, count - 1);
      return count > 0;
    },
    waiting: () => Object.fromEntries([...due].filter(([, count]) => count > 0)),
    handle(call) {
      const { next, count = 1, clear } = jsonBody(call);
      if (clear) {
        due.clear();
        onClear();
        return { status: 200, body: { cleared: true } };
      }
      if (typeof next !== "string" || !effects.includes(next)) return badRequest(`next is one of: ${effects.join(", ")}`);
      if (typeof count !== "number" || !Number.isInteger(count) || count < 1) return badRequest("count is a whole number from 1");
      due.set(next, (due.get(next) ?? 0) + count);
      return { status: 200, body: { next, count: due.get(next) } };
    },
  };
}
