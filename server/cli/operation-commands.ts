import { type Command, Option } from "commander";
import { answer } from "./output";
import { withDatabase } from "./with-database";

/** What an operator does: schema, health, demo data, workers. */
export function addOperationCommands(program: Command): void {
  program.command("migrate").action(async () => {
    const { migrateCommand } = await import("./migrate-command");
    answer(await withDatabase(migrateCommand));
  });
  program
    .command("seed")
    .addOption(new Option("--size <size>").choices(["small", "large"]).default("small"))
    .action(async ({ size }: { size: "small" | "large" }) => {
      const { seedCommand } = await import("./seed-command");
      answer(await withDatabase(() => seedCommand(size)));
    });
  program
    .command("worker")
    .description("one more worker, until Ctrl-C")
    .action(async () => {
      const { workerCommand } = await import("./worker-command");
      answer(await withDatabase(workerCommand));
    });
}
