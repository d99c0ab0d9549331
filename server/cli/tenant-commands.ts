import { type Command, Option } from "commander";
import { LOCALES } from "@/lib/locales";
import { answer } from "./output";
import { withDatabase } from "./with-database";

/** `tenant ...` and `channel ...`. The work is loaded only by the command that needs it. */
export function addTenantCommands(program: Command): void {
  const tenant = program.command("tenant").description("workspaces");
  tenant
    .command("create")
    .requiredOption("--name <name>", "as people see it")
    .requiredOption("--owner-email <email>")
    .requiredOption("--owner-password <password>", "of a new account, or of the one that has the address")
    .option("--time-zone <zone>", "IANA name", "UTC")
    .addOption(new Option("--locale <locale>").choices(LOCALES).default("en"))
    .action(async (options) => {
      const { createTenantCommand } = await import("./create-tenant-command");
      answer(await withDatabase(() => createTenantCommand(options)));
    });
  tenant.command("list").action(async () => {
    const { listTenants } = await import("./find-tenant");
    answer(await withDatabase(listTenants));
  });
  tenant.command("show <slug>").action(async (slug: string) => {
    const { showTenant } = await import("./show-tenant");
    answer(await withDatabase(() => showTenant(slug)));
  });
  tenant
    .command("export <slug>")
    .requiredOption("--out <file>", "one JSON object a line")
    .action(async (slug: string, { out }: { out: string }) => {
      const { exportTenant } = await import("./export-tenant");
      answer(await withDatabase(() => exportTenant(slug, out)));
    });
  tenant
    .command("delete <slug>")
    .option("--yes", "really, with everything in it")
    .action(async (slug: string, { yes }: { yes?: boolean }) => {
      const { deleteTenantCommand } = await import("./delete-tenant-command");
      answer(await withDatabase(() => deleteTenantCommand(slug, yes ?? false)));
    });
  addChannelCommands(program);
}

function addChannelCommands(program: Command): void {
  const channel = program.command("channel").description("connected accounts");
  channel
    .command("create <slug>")
    .requiredOption("--kind <kind>")
    .requiredOption("--name <name>")
    .option("--credentials <json>", "the kind's own fields", "{}")
    .option("--verify", "ask the platform whether the credentials are good")
    .action(async (slug: string, options) => {
      const { createChannelCommand } = await import("./create-channel-command");
      answer(await withDatabase(() => createChannelCommand(slug, options)));
    });
  channel.command("list <slug>").action(async (slug: string) => {
    const { listChannelsCommand } = await import("./list-channels-command");
    answer(await withDatabase(() => listChannelsCommand(slug)));
  });
}
