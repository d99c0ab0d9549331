import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import Pusher from "pusher";
import { env, publicUrl, required } from "@/lib/env";

const shared = globalThis as typeof globalThis & { parleyPusher?: Pusher };

const TIMEOUT_MS = 3_000;

/** The server library, one per process: hosted Pusher by cluster, or any compatible server by host. */
export function pusher(): Pusher {
  shared.parleyPusher ??= makePusher();
  return shared.parleyPusher;
}

function makePusher(): Pusher {
  const { PUSHER_HOST, PUSHER_CLUSTER } = env();
  const keys = { appId: required("PUSHER_APP_ID"), key: required("PUSHER_KEY"), secret: required("PUSHER_SECRET") };
  if (!PUSHER_HOST)
    return new Pusher({ ...keys, cluster: PUSHER_CLUSTER ?? "mt1", useTLS: true, timeout: TIMEOUT_MS, agent: new HttpsAgent({ keepAlive: true }) });
  const { host, port, isTls } = splitHost(PUSHER_HOST);
  const agent = isTls ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  return new Pusher({ ...keys, host, port: String(port), useTLS: isTls, timeout: TIMEOUT_MS, agent });
}

/** "host", "host:port" or a URL; without a port TLS on 443. */
function splitHost(given: string): { host: string; port: number; isTls: boolean } {
  const url = new URL(given.includes("://") ? given : `http://${given}`);
  const isTls = url.protocol === "https:" || (!given.includes("://") && !url.port);
  return { host: url.hostname, port: Number(url.port) || (isTls ? 443 : 80), isTls };
}

export interface RealtimeConfig {
  key: string;
  host: string | null;
  port: number;
  tls: boolean;
  cluster: string;
  authEndpoint: string;
}

/** All that a Pusher client needs, besides the topics it may ask for. The embedded server is reached through our own public port. */
export function realtimeConfig(): RealtimeConfig {
  const { PUSHER_HOST, PUSHER_CLUSTER, REALTIME_PORT } = env();
  const base = { key: required("PUSHER_KEY"), cluster: PUSHER_CLUSTER ?? "", authEndpoint: "/api/realtime/auth" };
  if (REALTIME_PORT) {
    const url = new URL(publicUrl());
    const tls = url.protocol === "https:";
    return { ...base, host: url.hostname, port: Number(url.port) || (tls ? 443 : 80), tls };
  }
  if (!PUSHER_HOST) return { ...base, host: null, port: 443, tls: true };
  const { host, port, isTls } = splitHost(PUSHER_HOST);
  return { ...base, host, port, tls: isTls };
}

/** Whether the push server answers; for /health and doctor. Everything goes on without it: clients catch up by cursor. */
export async function checkRealtime(): Promise<{ ok: boolean; detail: string }> {
  try {
    const response = await pusher().get({ path: "/channels", params: {} });
    return { ok: response.status === 200, detail: `answers ${response.status}` };
  } catch (error) {
    return { ok: false, detail: (error as Error).message };
  }
}
