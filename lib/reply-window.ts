/** What an act of the customer allows us, as screens and the API see it. `sendsLeft` null: any number. */
export interface OpenWindow {
  scene: string;
  expiresAt: string;
  sendsLeft: number | null;
}

/** What the windows of a conversation allow together: `left` answers (null: any number) until `until`; none left until then; or nothing. */
export type Allowance = { kind: "open"; left: number | null; until: Date } | { kind: "spent"; until: Date } | { kind: "closed" };

/** Adds up what is open at an instant. */
export function allowance(windows: readonly OpenWindow[], now: Date): Allowance {
  const open = windows.filter(({ expiresAt }) => Date.parse(expiresAt) > now.getTime());
  if (open.length === 0) return { kind: "closed" };
  const usable = open.filter(({ sendsLeft }) => sendsLeft !== 0);
  if (usable.length === 0) return { kind: "spent", until: latest(open) };
  const isAny = usable.some(({ sendsLeft }) => sendsLeft === null);
  return { kind: "open", left: isAny ? null : usable.reduce((sum, { sendsLeft }) => sum + (sendsLeft ?? 0), 0), until: latest(usable) };
}

function latest(windows: readonly OpenWindow[]): Date {
  return new Date(Math.max(...windows.map(({ expiresAt }) => Date.parse(expiresAt))));
}
