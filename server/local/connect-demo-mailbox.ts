import { spawn } from "node:child_process";
import path from "node:path";
import pg from "pg";
import { childEnvironment } from "@/lib/env";
import type { MailServersPlan } from "./plan-mail-servers";

/**
 * Connects the demo's mailbox by the command line's own `channel create --verify`, at the first start and whenever its servers have
 * moved to other ports. One that somebody disconnected stays so. A failure is said and nothing else: the product runs without it.
 */
export async function connectDemoMailbox(variables: Record<string, string>, tenant: { id: string; slug: string }, plan: MailServersPlan): Promise<void> {
  if (!(await isNeeded(variables.DATABASE_URL ?? "", tenant.id, plan))) return;
  const args = ["--enable-source-maps", path.join(process.cwd(), "build/cli.js"), "channel", "create", tenant.slug];
  const options = ["--kind", "email", "--name", "Harbour support", "--credentials", JSON.stringify(plan.credentials), "--verify"];
  const child = spawn(process.execPath, [...args, ...options], { env: childEnvironment(variables), stdio: ["ignore", "ignore", 2] });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) process.stderr.write("The demo's mailbox could not be connected; the next start tries again.\n");
}

async function isNeeded(url: string, tenantId: string, { areNew, credentials }: MailServersPlan): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('app.tenant_id', $1, true)", [tenantId]);
    const { rows } = await client.query<{ is_connected: boolean }>(
      "select bool_or(disconnected_at is null) as is_connected from channels where kind = 'email' and account_id = $1 having count(*) > 0",
      [credentials.address],
    );
    return rows[0] ? rows[0].is_connected && areNew : true;
  } finally {
    await client.end();
  }
}
