// The process that `npm start` runs beside the demo: every platform simulator, each on its port, all in one.
import path from "node:path";
import type { Running } from "./shared/http";

interface Simulated {
  kind: string;
  port: number;
  appId: string;
  appSecret: string;
  verifyToken: string;
}

interface Options extends Omit<Simulated, "kind"> {
  webhookUrl: string;
  stateFile: string;
}

process.title = "parley-simulator";

async function main(): Promise<void> {
  const { SIMULATORS = "[]", PARLEY_URL = "http://127.0.0.1:3000", DATA_DIR = ".data" } = process.env;
  const running = await Promise.all(
    (JSON.parse(SIMULATORS) as Simulated[]).map(async ({ kind, ...app }) => {
      const { start } = (await import(`./${kind}/server.ts`)) as { start(options: Options): Promise<Running> };
      return start({ ...app, webhookUrl: `${PARLEY_URL}/api/webhooks/${kind}`, stateFile: path.join(DATA_DIR, "simulators", `${kind}.json`) });
    }),
  );
  process.send?.({ ready: true });
  const stop = () => void Promise.all(running.map((simulator) => simulator.close())).then(() => process.exit(0));
  // The launcher is gone: nobody would ever end this process, and its ports would stay taken.
  for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.once(event, stop);
}

void main().catch((error: Error) => {
  process.stderr.write(`parley-simulator: ${error.stack}\n`);
  process.exit(1);
});
