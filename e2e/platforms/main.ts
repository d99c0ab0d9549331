import { join } from "node:path";
import { PLATFORMS, type PlatformOptions } from "./registry";
import type { Running } from "./shared/http";

/*
 * The process parley-simulator: all simulated platforms, each on its own port.
 * By hand: tsx e2e/platforms/main.ts '{"messenger":{"port":4101,"appId":"1","appSecret":"s","verifyToken":"v","webhookUrl":"http://..."}}'
 * From the launcher: SIMULATORS, a JSON list of {kind, port, appId, appSecret, verifyToken}, PARLEY_URL and DATA_DIR.
 */

process.title = "parley-simulator";

type Described = Partial<PlatformOptions> & { kind: string };

function described(): Described[] {
  const given = process.argv[2];
  if (given) return Object.entries(JSON.parse(given) as Record<string, Partial<PlatformOptions>>).map(([kind, options]) => ({ kind, ...options }));
  return JSON.parse(process.env.SIMULATORS ?? "[]") as Described[];
}

/** What the platforms know of each other: Instagram's accounts sign in at Facebook as well. */
function siblingsOf(all: Described[]): NonNullable<PlatformOptions["siblings"]> {
  const about = ({ port = 0, appId = "", appSecret = "", verifyToken = "" }: Described) => ({ url: `http://127.0.0.1:${port}`, appId, appSecret, verifyToken });
  return Object.fromEntries(all.map((one) => [one.kind, about(one)]));
}

function optionsOf({ kind, ...given }: Described): PlatformOptions {
  const { PARLEY_URL = "http://127.0.0.1:3000", DATA_DIR } = process.env;
  const stateFile = DATA_DIR ? join(DATA_DIR, "simulators", `${kind}.json`) : undefined;
  return { port: 0, appId: "", appSecret: "", verifyToken: "", webhookUrl: `${PARLEY_URL}/api/webhooks/${kind}`, stateFile, ...given };
}

async function main(): Promise<void> {
  const running = new Map<string, Running>();
  const all = described();
  for (const platform of all) {
    const start = PLATFORMS[platform.kind];
    if (start) running.set(platform.kind, await start({ ...optionsOf(platform), siblings: siblingsOf(all) }));
  }
  const stop = async () => {
    await Promise.all([...running.values()].map((platform) => platform.close()));
    process.exit(0);
  };
  // "disconnect": the launcher is gone; nobody would ever end this process, and its ports would stay taken.
  for (const signal of ["SIGINT", "SIGTERM", "disconnect"]) process.on(signal, () => void stop());
  const urls = Object.fromEntries([...running].map(([kind, { url }]) => [kind, url]));
  process.stdout.write(`${JSON.stringify(urls)}\n`);
  process.send?.({ ready: true });
}

main().catch((error: Error) => {
  process.stderr.write(`simulators: ${error.message}\n`);
  process.exit(1);
});
