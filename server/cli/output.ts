import { AppError } from "@/lib/errors";

/** The command's answer: one JSON value on stdout. */
export function answer(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Words for people, on stderr. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** What a failure is called in front of a person: the public message with each bad field, or the error's own words. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof AppError)) return error instanceof Error ? error.message : String(error);
  const fields = error.fields.map((f) => `  ${f.field}: ${f.message}`);
  return [error.publicMessage, ...fields].join("\n");
}
