import type { Command } from "commander";
import { answer } from "./output";

/** `bench`, and the hidden command that it starts its parts as, each a process of its own. */
export function addBenchCommands(program: Command): void {
  program
    .command("bench <name>")
    .option("--json", "as always: JSON on stdout")
    .action(async (name: string) => {
      const { benchCommand } = await import("./bench-command");
      answer(await benchCommand(name));
    });
  program.command("bench-role <role> <options>", { hidden: true }).action(async (role: string, options: string) => {
    const { runRole } = await import("./bench/run-role");
    await runRole(role, options);
  });
}
