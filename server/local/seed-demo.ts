import { spawn } from "node:child_process";
import path from "node:path";
import pg from "pg";
import { childEnvironment } from "@/lib/env";

export interface DemoTenant {
  id: string;
  slug: string;
  widgetChannelId: string | null;
}

/**
 * Makes the demo tenant by the command line's own `seed` at the first start. Gives what it is, or null.
 * A failure is said and nothing else: the product runs without it.
 */
export async function seedDemo(variables: Record<string, string>): Promise<DemoTenant | null> {
  const url = variables.DATABASE_URL ?? "";
  if (!(await findDemo(url))) await seed(variables);
  return findDemo(url);
}

async function seed(variables: Record<string, string>): Promise<void> {
  const args = ["--enable-source-maps", path.join(process.cwd(), "build/cli.js"), "seed"];
  const child = spawn(process.execPath, args, { env: childEnvironment(variables), stdio: ["ignore", "ignore", 2] });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) process.stderr.write("The demo tenant could not be made; `npx parley seed` tries again.\n");
}

async function findDemo(url: string): Promise<DemoTenant | null> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ tenant_id: string; slug: string }>(
      "select s.tenant_id, s.slug from users u, lookup.seats_of_user(u.id) s, lookup.tenant_by_slug(s.slug) t where u.email = 'maya@demo.parley.test' and t.is_demo order by t.created_at limit 1",
    );
    const [tenant] = rows;
    if (!tenant) return null;
    await client.query("begin");
    await client.query("select set_config('app.tenant_id', $1, true)", [tenant.tenant_id]);
    const found = await client.query<{ id: string }>("select id from channels where kind = 'widget' and disconnected_at is null order by created_at limit 1");
    return { id: tenant.tenant_id, slug: tenant.slug, widgetChannelId: found.rows[0]?.id ?? null };
  } finally {
    await client.end();
  }
}
