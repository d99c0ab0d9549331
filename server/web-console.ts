import { log } from "./log";
import { scrub } from "./log-error";

/**
 * Sends to the log what Next prints by itself when a page fails: it would write the error with its message, its properties and
 * its causes, which hold what a person had typed.
 */
export function logConsole(): void {
  for (const level of ["error", "warn"] as const) {
    console[level] = (...said: unknown[]) => {
      const error = said.find((part) => part instanceof Error);
      const words = said.filter((part) => typeof part === "string").join(" ");
      log()[level]({ from: "next", err: error }, error ? "page failed" : scrub(words));
    };
  }
}
