export interface StepValues {
  host: string;
  /** Null before there is a channel. */
  channelId: string | null;
  /** Null where it is not known yet. */
  webhookUrl: string | null;
}

/** A piece of a step: words to read, or text to take elsewhere; `copy` is null for what only the finished channel will have. */
export type StepPart = { text: string } | { copy: string | null };

/** Takes a step of an adapter apart: {webhookUrl} and what stands in backticks are there for copying. */
export function stepParts(step: string, values: StepValues): StepPart[] {
  return step
    .split(/(`[^`]+`|\{webhookUrl\})/)
    .map((piece) => piece.trim())
    .filter(Boolean)
    .map((piece) => (/^[`{]/.test(piece) ? { copy: filled(piece.replaceAll("`", ""), values) } : { text: piece }));
}

/** Whether a step has something to take elsewhere. */
export const hasCopies = (step: string): boolean => /`|\{webhookUrl\}/.test(step);

function filled(text: string, { host, channelId, webhookUrl }: StepValues): string | null {
  const known: Record<string, string | null> = { host, channelId, webhookUrl };
  const names = [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  if (names.some((name) => known[name] === null)) return null;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => known[name] ?? whole);
}
