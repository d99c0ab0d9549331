import { env, required } from "@/lib/env";
import { startRealtimeServer } from "./server";

process.title = "parley-realtime";

/** The process that `npm start` runs beside web and worker when no PUSHER_* is set. */
async function main(): Promise<void> {
  const server = await startRealtimeServer({
    app: { appId: required("PUSHER_APP_ID"), key: required("PUSHER_KEY"), secret: required("PUSHER_SECRET") },
    port: env().REALTIME_PORT ?? 0,
  });
  process.send?.({ ready: true, port: server.port });
  const stop = () => void server.close().then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  // The launcher is gone: nobody would ever end this process, and its port would stay taken.
  process.once("disconnect", stop);
}

void main();
