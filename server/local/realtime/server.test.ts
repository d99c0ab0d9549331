import Pusher from "pusher";
import PusherClient from "pusher-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type RealtimeServer, startRealtimeServer } from "./server";
import { apiRefusal, isSubscriptionSigned } from "./signatures";

const app = { appId: "3", key: "278d425bdf160c739803", secret: "7ad3773142a6692b25b8" };
let server: RealtimeServer;
let pusher: Pusher;
const clients: PusherClient[] = [];

beforeAll(async () => {
  server = await startRealtimeServer({ app, port: 0 });
  pusher = new Pusher({ appId: app.appId, key: app.key, secret: app.secret, host: "127.0.0.1", port: String(server.port), useTLS: false });
});

afterAll(async () => {
  for (const client of clients) client.disconnect();
  await server.close();
});

function connect(userId = "maya"): PusherClient {
  const client = new PusherClient(app.key, {
    wsHost: "127.0.0.1",
    wsPort: server.port,
    forceTLS: false,
    enabledTransports: ["ws"],
    cluster: "",
    userAuthentication: {
      customHandler: ({ socketId }, callback) => callback(null, pusher.authenticateUser(socketId, { id: userId })),
    },
    channelAuthorization: {
      transport: "ajax",
      endpoint: "",
      customHandler: ({ channelName, socketId }, callback) => {
        if (channelName.includes("foreign")) callback(new Error("403"), null);
        else if (channelName.startsWith("presence-"))
          callback(null, pusher.authorizeChannel(socketId, channelName, { user_id: userId, user_info: { name: userId } }));
        else callback(null, pusher.authorizeChannel(socketId, channelName));
      },
    },
  });
  clients.push(client);
  return client;
}

function once(target: { bind(name: string, fn: (data: unknown) => void): unknown }, event: string): Promise<unknown> {
  return new Promise((resolve) => {
    target.bind(event, resolve);
  });
}

async function subscribed(client: PusherClient, name: string) {
  const channel = client.subscribe(name);
  await once(channel, "pusher:subscription_succeeded");
  return channel;
}

async function signedIn(client: PusherClient): Promise<void> {
  client.signin();
  await expect.poll(() => client.user.user_data).not.toBeNull();
}

/** The close code and last error frame of a raw connection. */
function rawClose(path: string): Promise<{ code: number; frames: string[] }> {
  const frames: string[] = [];
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`);
  socket.on("message", (raw) => frames.push(String(raw)));
  return new Promise((resolve) => socket.on("close", (code) => resolve({ code, frames })));
}

describe("signatures agree with the documentation's golden vectors", () => {
  test("private channel", () => {
    const auth = `${app.key}:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4`;
    expect(isSubscriptionSigned(app, auth, { socketId: "1234.1234", channel: "private-foobar" })).toBe(true);
    expect(isSubscriptionSigned(app, auth, { socketId: "1234.1235", channel: "private-foobar" })).toBe(false);
  });

  test("HTTP call", () => {
    const query = new URLSearchParams("auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0&body_md5=ec365a775a4cd0599faeb73354201b6f");
    query.set("auth_signature", "da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c");
    const body = Buffer.from('{"name":"foo","channels":["project-3"],"data":"{\\"some\\":\\"data\\"}"}');
    const request = { method: "POST", path: "/apps/3/events", query, body };
    expect(apiRefusal(app, request, 1_353_088_179_000)).toBeNull();
    expect(apiRefusal(app, { ...request, body: Buffer.from("{}") }, 1_353_088_179_000)).toMatch(/body_md5/);
    expect(apiRefusal(app, request, 1_353_088_900_000)).toMatch(/auth_timestamp/);
  });
});

describe("the unmodified libraries", () => {
  test("a private topic gets what the server library triggers, Chinese included", async () => {
    const channel = await subscribed(connect(), "private-tenant-1");
    const got = once(channel, "changed");
    await pusher.trigger("private-tenant-1", "changed", { cursor: 7, name: "林悦" });
    expect(await got).toEqual({ cursor: 7, name: "林悦" });
  });

  test("a batch reaches every topic in it", async () => {
    const client = connect();
    const [a, b] = await Promise.all([subscribed(client, "private-a"), subscribed(client, "private-b")]);
    const got = Promise.all([once(a, "changed"), once(b, "changed")]);
    await pusher.triggerBatch([
      { channel: "private-a", name: "changed", data: { n: 1 } },
      { channel: "private-b", name: "changed", data: { n: 2 } },
    ]);
    expect(await got).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test("a topic that authorisation refuses is not subscribed", async () => {
    const channel = connect().subscribe("private-foreign");
    const error = await once(channel, "pusher:subscription_error");
    expect(error).toMatchObject({ type: "AuthError" });
  });

  test("who signed in hears on their own channel, and is ended by name and nobody else", async () => {
    const [maya, priya] = [connect("maya"), connect("priya")];
    await Promise.all([signedIn(maya), signedIn(priya)]);
    const own = once(maya.user, "changed");
    await expect.poll(() => maya.user.serverToUserChannel?.subscribed).toBe(true);
    await pusher.sendToUser("maya", "changed", { n: 1 });
    expect(await own).toEqual({ n: 1 });
    await pusher.terminateUserConnections("maya");
    await expect.poll(() => maya.connection.state).toBe("disconnected");
    expect(priya.connection.state).toBe("connected");
  });

  test("presence counts people, not sockets, and typing carries the signed user", async () => {
    const [maya, mayaAgain, priya] = [connect("maya"), connect("maya"), connect("priya")];
    const first = await subscribed(maya, "presence-conversation-1");
    const added: string[] = [];
    first.bind("pusher:member_added", (member: { id: string }) => added.push(member.id));
    await subscribed(mayaAgain, "presence-conversation-1");
    const third = await subscribed(priya, "presence-conversation-1");
    const typed = new Promise((resolve) => first.bind("client-typing", (data: unknown, metadata: unknown) => resolve({ data, metadata })));
    third.trigger("client-typing", { on: true });
    expect(await typed).toEqual({ data: { on: true }, metadata: { user_id: "priya" } });
    expect(added).toEqual(["priya"]);
    const left = once(first, "pusher:member_removed");
    priya.disconnect();
    expect(await left).toMatchObject({ id: "priya" });
  });

  test("a client comes back by itself after its connection is dropped", async () => {
    const client = connect();
    const channel = await subscribed(client, "private-back");
    const again = once(channel, "pusher:subscription_succeeded");
    (client.connection as unknown as { connection: { transport: { socket: { close(): void } } } }).connection.transport.socket.close();
    await again;
    const got = once(channel, "changed");
    await pusher.trigger("private-back", "changed", {});
    expect(await got).toEqual({});
  });
});

describe("strangers", () => {
  test.each([
    ["an unknown key", "/app/nobody?protocol=7", 4001],
    ["another path", "/elsewhere?protocol=7", 4005],
    ["an old protocol", `/app/${app.key}?protocol=3`, 4007],
    ["no protocol", `/app/${app.key}`, 4008],
  ])("%s is told why and closed", async (_, path, code) => {
    const closed = await rawClose(path);
    expect(closed.code).toBe(code);
    expect(closed.frames[0]).toContain(`\\"code\\":${code}`);
  });

  test("nonsense frames get an error frame and the connection lives on", async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/app/${app.key}?protocol=7`);
    const frames: { event: string }[] = [];
    socket.on("message", (raw) => frames.push(JSON.parse(String(raw)) as { event: string }));
    await new Promise((resolve) => socket.on("open", resolve));
    for (const frame of [
      "not json",
      "{}",
      '{"event":"pusher:subscribe"}',
      '{"event":"pusher:subscribe","data":{"channel":"private-x"}}',
      '{"event":"client-x","channel":"private-x","data":{}}',
    ])
      socket.send(frame);
    socket.send('{"event":"pusher:ping","data":{}}');
    await expect
      .poll(() => frames.map((f) => f.event))
      .toEqual(["pusher:connection_established", "pusher:error", "pusher:error", "pusher:error", "pusher:subscription_error", "pusher:error", "pusher:pong"]);
    socket.close();
  });

  test.each([
    ["an event that is an object", '{"event":{"length":{"toString":1}}}'],
    ["a channel that is an object", '{"event":"pusher:subscribe","data":{"channel":{"length":{"toString":1}}}}'],
    ["data at depth 20,000", `{"event":"pusher:subscribe","data":${"[".repeat(20_000)}${"]".repeat(20_000)}}`],
    ["a channel named like a prototype", '{"event":"pusher:subscribe","data":{"channel":"private-__proto__","auth":"x"}}'],
    ["a presence that is null", '{"event":"pusher:subscribe","data":{"channel":"presence-x","auth":"x","channel_data":"null"}}'],
    ["a sign-in that is none", '{"event":"client-x","channel":{"length":{"toString":1}},"data":1}'],
  ])("%s ends neither the process nor the connection", async (_name, frame) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/app/${app.key}?protocol=7`);
    const frames: string[] = [];
    socket.on("message", (raw) => frames.push(String(raw)));
    await new Promise((resolve) => socket.on("open", resolve));
    socket.send(frame);
    socket.send('{"event":"pusher:ping","data":{}}');
    await expect.poll(() => frames.at(-1)).toContain("pusher:pong");
    expect(frames[1]).toContain("error");
    socket.close();
  });

  test("a frame of more than 64 KB closes its own connection", async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/app/${app.key}?protocol=7`);
    await new Promise((resolve) => socket.on("open", resolve));
    socket.send("x".repeat(65_537));
    expect(await new Promise((resolve) => socket.on("close", resolve))).toBe(1009);
  });

  test("an address that is none is answered, and the process lives on", async () => {
    expect((await rawClose("//")).code).toBe(4005);
    expect((await fetch(`http://127.0.0.1:${server.port}/up`)).status).toBe(200);
  });

  test("a socket has two hundred channels and no more", async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/app/${app.key}?protocol=7`);
    const events: string[] = [];
    socket.on("message", (raw) => events.push((JSON.parse(String(raw)) as { event: string }).event));
    await new Promise((resolve) => socket.on("open", resolve));
    for (let i = 0; i < 201; i++) socket.send(`{"event":"pusher:subscribe","data":{"channel":"public-${i}"}}`);
    await expect.poll(() => events.at(-1)).toBe("pusher:subscription_error");
    expect(events.filter((event) => event === "pusher_internal:subscription_succeeded")).toHaveLength(200);
    socket.close();
  });

  test("an unsigned call, one over 10 KB and one over 10 events are refused", async () => {
    const unsigned = await fetch(`http://127.0.0.1:${server.port}/apps/3/events`, { method: "POST", body: "{}" });
    expect(unsigned.status).toBe(401);
    await expect(pusher.trigger("private-a", "changed", "x".repeat(10_300))).rejects.toMatchObject({ status: 413 });
    const many = Array.from({ length: 11 }, () => ({ channel: "private-a", name: "changed", data: {} }));
    await expect(pusher.triggerBatch(many)).rejects.toMatchObject({ status: 400 });
  });
});
