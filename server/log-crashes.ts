import { log } from "./log";

/** The process still ends by an error that nobody caught, but as a line of the log: Node would print it with all its properties. */
export function logCrashes(): void {
  process.on("uncaughtException", (error) => {
    log().fatal({ err: error }, "the process ends by an error that nobody caught");
    process.exit(1);
  });
}
