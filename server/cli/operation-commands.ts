import { type Command, Option } from "commander";
import { env } from "@/lib/env";
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
      answer(await withDatabase(workerCommand, { endsItself: true }));
    });
  program.command("doctor").action(async () => {
    const { doctorCommand } = await import("./doctor-command");
    answer(await withDatabase(doctorCommand));
  });
  program
    .command("replay <slug>")
    .description("raw inbound events again through today's adapters")
    .option("--channel <id>")
    .option("--since <iso>")
    .addOption(new Option("--status <status>", "only what failed").choices(["failed"]))
    .action(async (slug: string, options) => {
      const { replayCommand } = await import("./replay-command");
      answer(await withDatabase(() => replayCommand(slug, options)));
    });
  program
    .command("check-channel <channelId>")
    .description("everything that a channel declares, tried on a tester's conversation")
    .requiredOption("--to <conversationId>")
    .option("--wait <seconds>", "for receipts and the tester's answers", "30")
    .action(async (channelId: string, options) => {
      const { checkChannelCommand } = await import("./check-channel-command");
      const checked = await withDatabase(() => checkChannelCommand(channelId, options));
      answer(checked);
      if (!checked.ok) process.exitCode = 1;
    });
  addBackupCommands(program);
}

function addBackupCommands(program: Command): void {
  program
    .command("backup")
    .description("database, attachments and secrets into one file, also while the product runs")
    .requiredOption("--out <file>")
    .action(async ({ out }: { out: string }) => {
      const { backupCommand } = await import("./backup-command");
      answer(await withDatabase(() => backupCommand(out)));
    });
  program
    .command("restore")
    .description("a backup into an empty database of the same version; the product must not run")
    .requiredOption("--in <file>")
    .option("--yes", "throw away what is in the database")
    .action(async ({ in: file, yes }: { in: string; yes?: boolean }) => {
      const { restoreCommand } = await import("./restore-command");
      const hasGivenKeys = env().ENCRYPTION_KEYS !== undefined;
      answer(await withDatabase(() => restoreCommand({ file, mayReplace: yes === true, hasGivenKeys })));
    });
}
