import "@/lib/env";
import { existsSync } from "node:fs";
import path from "node:path";
import { env } from "@/lib/env";
import { assertSafeRole } from "@/server/db/check-role";
import { migrate } from "@/server/db/migrate";
import { assertPortFree } from "./assert-port-free";
import { mailVariables, productVariables, realtimeVariables, simulatorVariables } from "./child-variables";
import { connectDemoMailbox } from "./connect-demo-mailbox";
import { takeDataLock } from "./data-lock";
import { freePort } from "./free-port";
import { clearRunning, writeRunning } from "./running";
import { loadSecrets, type Secrets } from "./secrets";
import { seedDemo } from "./seed-demo";
import { readSettings, type Settings } from "./settings";
import { SupervisedChild } from "./supervised-child";
import { SupervisedPostgres } from "./supervised-postgres";

process.title = "parley-launcher";

/** Of the 15 s that a stop may take. */
const CHILD_DEADLINE_MS = 9_000;
const say = (line: string) => process.stderr.write(`${line}\n`);

let postgres: SupervisedPostgres | null = null;
const children: SupervisedChild[] = [];
let stopping: Promise<never> | null = null;

/** Ends everything that was started, the database last. A second signal changes nothing: it comes with every Ctrl-C. */
function stop(code: number): Promise<never> {
  stopping ??= (async () => {
    await Promise.all(children.map((child) => child.stop(CHILD_DEADLINE_MS)));
    await postgres?.stop();
    process.exit(code);
  })();
  return stopping;
}

async function main(): Promise<void> {
  const dataDir = path.resolve(env().DATA_DIR);
  // Before anything is written: a mistake in the environment must leave no trace.
  if (env().PORT) await assertPortFree(env().PORT, existsSync(path.join(dataDir, "running.json")));
  const lock = await holdData(dataDir);
  const settings = await readSettings((kinds) => loadSecrets(dataDir, kinds));
  const secrets = loadSecrets(dataDir);
  process.once("exit", () => {
    clearRunning(dataDir);
    lock.release();
  });
  const database = await openDatabase(settings);
  await startChildren(settings, secrets, database);
}

async function holdData(dataDir: string) {
  // A command may be using the embedded database for a moment: wait for it.
  for (let waitedMs = 0; ; waitedMs += 500) {
    const lock = takeDataLock(dataDir);
    if (!("heldBy" in lock)) return lock;
    if (waitedMs >= 15_000) throw new Error(`DATA_DIR ${dataDir} is in use by process ${lock.heldBy}. Stop that or set DATA_DIR to another folder.`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function openDatabase(settings: Settings): Promise<{ appUrl: string; ownerUrl: string }> {
  if (settings.external) await assertSafeRole(settings.external.appUrl);
  else postgres = await SupervisedPostgres.start(settings.dataDir);
  const urls = settings.external ?? { appUrl: (postgres as SupervisedPostgres).appUrl, ownerUrl: (postgres as SupervisedPostgres).ownerUrl };
  const applied = await migrate(urls.ownerUrl, decodeURIComponent(new URL(urls.appUrl).username));
  if (applied.length > 0) say(`migrations applied: ${applied.join(", ")}`);
  return urls;
}

async function startChildren(settings: Settings, secrets: Secrets, database: { appUrl: string; ownerUrl: string }): Promise<void> {
  const variables = productVariables(settings, secrets, database);
  const child = (title: string, script: string, vars: Record<string, string>) => {
    const made = new SupervisedChild({ title, script, env: vars });
    children.push(made);
    return made.start();
  };
  const beside: Promise<void>[] = [];
  if (settings.realtimePort) beside.push(child("parley-realtime", "realtime", { NODE_ENV: "production", ...realtimeVariables(settings, secrets) }));
  if (settings.platforms.length > 0) beside.push(child("parley-simulator", "simulators", simulatorVariables(settings)));
  beside.push(child("parley-worker", "worker", variables), child("parley-web", "web", variables));
  await Promise.all(beside);
  if (settings.isDemo) await startDemo(settings, variables, child);
  for (const { kind, port } of settings.platforms) say(`${kind}: write as the customer at http://127.0.0.1:${port}/`);
  writeRunning(settings.dataDir, variables);
  const signIn = settings.isDemo ? `sign in as maya@demo.parley.test with password ${secrets.demoPassword}` : `sign up at ${settings.publicUrl}/sign-up`;
  process.stdout.write(`ready ${settings.publicUrl} (${signIn})\n`);
}

type StartChild = (title: string, script: string, vars: Record<string, string>) => Promise<void>;

/** What stands in the demo beside the platforms: its tenant, a shop with the widget on it, and a mailbox where the machine has mail servers. */
async function startDemo(settings: Settings, variables: Record<string, string>, child: StartChild): Promise<void> {
  const demo = await seedDemo(variables);
  if (demo?.widgetChannelId) {
    const shop = { kind: "shop", port: await freePort(), widgetHost: settings.publicUrl, channelId: demo.widgetChannelId };
    await child("parley-simulator", "simulators", { ...simulatorVariables(settings), SIMULATORS: JSON.stringify([shop]) });
    say(`widget: a shop that has it is at http://127.0.0.1:${shop.port}/`);
  }
  const { mail } = settings;
  if (!mail) return;
  // Where there are no mail servers the simulator says how to get them and ends.
  const hasServers = await child("parley-simulator", "simulators", mailVariables(settings, mail)).then(
    () => true,
    () => false,
  );
  if (!hasServers) return;
  if (demo) await connectDemoMailbox(variables, demo, mail);
  say(`email: write as the customer at http://127.0.0.1:${mail.ports.page}/`);
}

for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => void stop(0));
void main().catch((error: Error) => {
  if (stopping) return;
  say(error.message);
  void stop(1);
});
