import { spawn } from "node:child_process";
import path from "node:path";
import pg from "pg";
import { childEnvironment } from "@/lib/env";

/** Makes the demo tenant by the command line's own `seed` at the first start. A failure is said and nothing else: the product runs. */
export async function seedDemo(variables: Record<string, string>): Promise<void> {
  if (await hasDemo(variables.DATABASE_URL ?? "")) return;
  const args = ["--enable-source-maps", path.join(process.cwd(), "build/cli.js"), "seed"];
  const child = spawn(process.execPath, args, { env: childEnvironment(variables), stdio: ["ignore", "ignore", 2] });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) process.stderr.write("The demo tenant could not be made; `npx parley seed` tries again.\n");
}

async function hasDemo(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("select from users u where u.email = 'maya@demo.parley.test' and exists (select from lookup.seats_of_user(u.id))");
    return rowCount === 1;
  } finally {
    await client.end();
  }
}
