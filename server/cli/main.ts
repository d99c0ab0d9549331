import { Command, CommanderError } from "commander";
import { AppError } from "@/lib/errors";
import { addBenchCommands } from "./bench-commands";
import { addOperationCommands } from "./operation-commands";
import { say, sentenceOf } from "./output";
import { addTenantCommands } from "./tenant-commands";
import { UsageError } from "./usage-error";

process.title = "parley-cli";

/** JSON on stdout, words on stderr; 0 done, 1 failed, 2 called wrongly. */
async function main(): Promise<number> {
  const program = new Command("parley").description("Parley's command line").exitOverride();
  program.configureOutput({ writeOut: (text) => process.stderr.write(text) });
  addTenantCommands(program);
  addOperationCommands(program);
  addBenchCommands(program);
  try {
    await program.parseAsync();
    return typeof process.exitCode === "number" ? process.exitCode : 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    say(sentenceOf(error));
    return isMisuse(error) ? 2 : 1;
  }
}

/** An option whose value does not fit is named in `fields`; anything else that fails is the world's doing. */
function isMisuse(error: unknown): boolean {
  return error instanceof UsageError || (error instanceof AppError && error.code === "invalid" && error.fields.length > 0);
}

// A pool or a push connection that is still open must not keep a finished command alive.
void main().then((code) => process.exit(code));
