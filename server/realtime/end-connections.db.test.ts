import Pusher from "pusher";
import PusherClient from "pusher-js";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { signInSocket } from "@/components/realtime/sign-in-socket";
import { changeRole } from "@/server/agents/change-role";
import { deactivateAgent } from "@/server/agents/deactivate-agent";
import { findSession } from "@/server/auth/find-session";
import { revokeSession } from "@/server/auth/revoke-sessions";
import { sessionCookieName } from "@/server/auth/session-cookie";
import { startSession } from "@/server/auth/start-session";
import { jobsPool } from "@/server/db/client";
import { newId } from "@/server/db/ids";
import { runJobs } from "@/server/jobs/run-worker";
import { type RealtimeServer, startRealtimeServer } from "@/server/local/realtime/server";
import { makeTenant, makeUser, type TestTenant } from "@/server/testing/factories";
import { authoriseSubscription } from "./authorise-subscription";
import { authoriseUser } from "./authorise-user";
import { endConnectionsNow } from "./end-connections";
import { endConnectionsJob } from "./end-connections.job";
import { topics } from "./topics";

const app = { appId: "parley", key: "key", secret: "secret" };
const shared = globalThis as typeof globalThis & { parleyPusher?: Pusher };
const clients: PusherClient[] = [];
let server: RealtimeServer;

/** A push server of this file's own: the publisher's tests have theirs at the port that the environment names. */
function useServerAt(port: number): void {
  shared.parleyPusher = new Pusher({ ...app, host: "127.0.0.1", port: String(port), useTLS: false, timeout: 1_000 });
}

beforeAll(async () => {
  server = await startRealtimeServer({ app, port: 0 });
  useServerAt(server.port);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
});
afterAll(async () => {
  delete shared.parleyPusher;
  await server.close();
});

/** A session's cookie. */
async function signedIn(userId: string): Promise<string> {
  const { token } = await startSession({ userId, client: { address: "127.0.0.1", userAgent: null }, previousToken: null });
  return `${sessionCookieName()}=${token}`;
}

/** A colleague with a seat and a session. */
async function makeAgent(tenant: TestTenant) {
  const [userId, agentId] = [await makeUser("Priya"), newId()];
  await tenant.door(({ sql }) =>
    sql.query("insert into agents (tenant_id, id, user_id, role, name) values ($1, $2, $3, 'agent', 'Priya')", [tenant.tenantId, agentId, userId]),
  );
  return { userId, agentId, cookie: await signedIn(userId) };
}

/** What the library's own transport does, with the session's cookie. */
async function ask<T>(route: (request: Request) => Promise<Response>, cookie: string, form: Record<string, string>): Promise<T> {
  const response = await route(new Request("http://localhost/", { method: "POST", headers: { cookie }, body: new URLSearchParams(form) }));
  if (response.ok) return (await response.json()) as T;
  throw Object.assign(new Error(`refused with ${response.status}`), { status: response.status });
}

/** The desk's socket: the real library, our sign-in, our two routes. */
function openDesk(cookie: string, topic: string) {
  const handler = <T>(question: Promise<T>, callback: (error: Error | null, data: T | null) => void) =>
    question.then((data) => callback(null, data)).catch((error: Error) => callback(error, null));
  const client = new PusherClient(app.key, {
    wsHost: "127.0.0.1",
    wsPort: server.port,
    forceTLS: false,
    enabledTransports: ["ws"],
    cluster: "",
    userAuthentication: {
      customHandler: ({ socketId }, callback) =>
        void handler(ask<{ auth: string; user_data: string }>(authoriseUser, cookie, { socket_id: socketId }), callback),
    },
    channelAuthorization: {
      customHandler: ({ socketId, channelName }, callback) =>
        void handler(ask<{ auth: string }>(authoriseSubscription, cookie, { socket_id: socketId, channel_name: channelName }), callback),
    },
  });
  clients.push(client);
  const seen: string[] = [];
  const asked: boolean[] = [];
  signInSocket(client, {
    mayReturn: async () => {
      const may = (await findSession(cookie)) !== null;
      asked.push(may);
      return may;
    },
  });
  client.connection.bind("state_change", ({ current }: { current: string }) => seen.push(current));
  const channel = client.subscribe(topic);
  channel.bind("pusher:subscription_succeeded", () => seen.push("listens"));
  channel.bind("pusher:subscription_error", () => seen.push("refused"));
  return { client, channel, seen, asked };
}

async function withWorker<T>(work: () => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const running = runJobs(stop.signal, [{ jobs: [endConnectionsJob], concurrency: 2, hasSchedule: false }]);
  try {
    return await work();
  } finally {
    stop.abort();
    await running;
  }
}

const waits = { timeout: 8_000, interval: 20 };

test("who loses their seat loses the socket, comes back signed in, and gets the topic no more", async () => {
  const tenant = await makeTenant();
  const agent = await makeAgent(tenant);
  const desk = openDesk(agent.cookie, topics.tenant(tenant.tenantId));
  const owner = openDesk(await signedIn(tenant.ownerId), topics.tenant(tenant.tenantId));
  await vi.waitFor(
    () => expect([desk.seen.at(-1), owner.seen.at(-1), desk.client.user.user_data]).toEqual(["listens", "listens", { id: agent.userId }]),
    waits,
  );
  await withWorker(async () => {
    await tenant.door((s) => deactivateAgent(s, agent.agentId));
    await vi.waitFor(() => expect(desk.seen.slice(-4)).toEqual(["disconnected", "connecting", "connected", "refused"]), waits);
  });
  const heard: unknown[] = [];
  desk.channel.bind("changed", (data: unknown) => heard.push(data));
  const others = new Promise((resolve) => owner.channel.bind("changed", resolve));
  await shared.parleyPusher?.trigger(topics.tenant(tenant.tenantId), "changed", { cursor: 1 });
  expect(await others).toEqual({ cursor: 1 });
  expect([heard, owner.seen.includes("disconnected"), desk.asked]).toEqual([[], false, [true]]);
});

test("who is signed out stays out; who gets another role comes back and listens", async () => {
  const tenant = await makeTenant();
  const agent = await makeAgent(tenant);
  const desk = openDesk(agent.cookie, topics.agent(agent.agentId));
  await vi.waitFor(() => expect([desk.seen.at(-1), Boolean(desk.client.user.user_data)]).toEqual(["listens", true]), waits);
  await withWorker(async () => {
    await tenant.door((s) => changeRole(s, { agentId: agent.agentId, role: "viewer" }));
    await vi.waitFor(() => expect(desk.seen.slice(-4)).toEqual(["disconnected", "connecting", "connected", "listens"]), waits);
    await vi.waitFor(() => expect(desk.client.user.user_data).not.toBeNull(), waits);
    const sessionId = (await findSession(agent.cookie))?.sessionId ?? "";
    await revokeSession(agent.userId, sessionId);
    await vi.waitFor(() => expect(desk.client.connection.state).toBe("disconnected"), waits);
  });
  expect(desk.client.user.user_data).toBeNull();
});

test("a push server that is away fails no deactivation: the job waits for it", async () => {
  const tenant = await makeTenant();
  const agent = await makeAgent(tenant);
  const away = await startRealtimeServer({ app, port: 0 });
  await away.close();
  useServerAt(away.port);
  try {
    await tenant.door((s) => deactivateAgent(s, agent.agentId));
    await expect(endConnectionsNow(agent.userId)).rejects.toThrow();
  } finally {
    useServerAt(server.port);
  }
  const { rows } = await jobsPool().query("select from graphile_worker._private_jobs where payload->'payload'->>'userId' = $1 and payload->>'tenantId' = $2", [
    agent.userId,
    tenant.tenantId,
  ]);
  expect(rows).toHaveLength(1);
});

test("without a session nobody is told who they are", async () => {
  await expect(ask(authoriseUser, "", { socket_id: "1.1" })).rejects.toMatchObject({ status: 403 });
  await expect(ask(authoriseUser, `${sessionCookieName()}=x`, { socket_id: "1.1" })).rejects.toMatchObject({ status: 403 });
  await expect(ask(authoriseUser, "", { socket_id: "nonsense" })).rejects.toMatchObject({ status: 400 });
});
