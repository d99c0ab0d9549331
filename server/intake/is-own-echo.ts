import type { Delivery } from "./world";

/** Letters and digits alone: formatting that the platform's dialect lacks, and white space at the cuts, tell nothing. */
const bare = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, "");

/**
 * Whether an echo without our mark may be this send of ours, in the same thread. An echo can be faster than the answer to its call, and
 * then names a part of a longer text, or a file without a word. Of a call that is still running any part will do; of one whose outcome
 * nobody knows, which may stay so for long, only the whole text: what a colleague wrote meanwhile must not be taken for it. Pure.
 */
export function isOwnEcho({ status, text }: Pick<Delivery, "status" | "text">, echo: { text?: string; hasFiles: boolean }): boolean {
  if (status !== "sending" && status !== "unknown") return false;
  if (echo.text === undefined || echo.text === "") return status === "sending" && echo.hasFiles;
  if (echo.text === text) return true;
  const [said, ours] = [bare(echo.text), bare(text ?? "")];
  if (said === "") return false;
  return status === "sending" ? ours.includes(said) : ours === said;
}
