import { describe, expect, test } from "vitest";
import { adapterOf } from "@/server/channels/registry";
import { decryptCredentials } from "@/server/connections/credentials";
import { markRead } from "@/server/conversations/mark-read";
import { newId } from "@/server/db/ids";
import { drainAll } from "@/server/intake/run-lanes";
import { deliverDue } from "@/server/messages/deliver-message";
import { sendReply } from "@/server/messages/send-reply";
import { collectPushes } from "@/server/realtime/publish-events";
import { topics } from "@/server/realtime/topics";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { makeChannel } from "@/server/testing/inbox-factory";
import { handleWidget } from "./handle-widget";
import { signIdentity } from "./verify-identity";

interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & { code?: string };
}

interface CallOptions {
  token?: string;
  origin?: string;
  address?: string;
  method?: string;
}

async function call(path: string, body?: unknown, { token, origin, address = newAddress(), method }: CallOptions = {}): Promise<Answer> {
  const headers: Record<string, string> = { "x-forwarded-for": address };
  if (token) headers.authorization = `Bearer ${token}`;
  if (origin) headers.origin = origin;
  const response = await handleWidget(
    new Request(`http://localhost:3000/api/widget/${path}`, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers,
      body: body === undefined ? undefined : body instanceof FormData || typeof body === "string" ? body : JSON.stringify(body),
    }),
  );
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
}

let addresses = 0;
/** Every caller an address of its own, so that limits count what a test wants counted. */
const newAddress = () => `2001:db8:${process.pid % 10_000}:${(addresses++).toString(16)}::1`;

interface SetUp {
  tenant: TestTenant;
  channelId: string;
  secret: string;
  session(body?: Record<string, unknown>): Promise<Answer & { token: string; sessionId: string }>;
  write(token: string, text: string, clientId?: string): Promise<Answer>;
  signed(id: string): { id: string; signature: string };
}

async function setUp(): Promise<SetUp> {
  const tenant = await makeTenant();
  const channelId = await makeChannel(tenant, "widget");
  const { rows } = await tenant.door(({ sql }) => sql.query<{ credentials: Buffer }>("select credentials from channels where id = $1", [channelId]));
  const { identitySecret: secret } = decryptCredentials(rows[0]?.credentials as Buffer) as { identitySecret: string };
  return {
    tenant,
    channelId,
    secret,
    async session(body = {}) {
      const answer = await call("session", { channelId, ...body });
      return { ...answer, token: String(answer.body.token), sessionId: String(answer.body.sessionId) };
    },
    write: (token, text, clientId = newId()) => call("messages", { clientId, text }, { token }),
    signed: (id) => ({ id, signature: signIdentity(id, secret) }),
  };
}

interface ConversationRow {
  id: string;
  contact_id: string;
  value: string;
  verified: boolean;
  texts: string[];
  name: string | null;
}

/** What the tenant has after the drain: its conversations with their contact's identity and inbound texts. */
async function conversationsOf(tenant: TestTenant): Promise<ConversationRow[]> {
  await drainAll(tenant.tenantId);
  const { rows } = await tenant.door(({ sql }) =>
    sql.query<ConversationRow>(
      `select c.id, c.contact_id, i.value, i.verified, ct.name,
              (select array_agg(m.text order by m.seq) from messages m where m.tenant_id = c.tenant_id and m.conversation_id = c.id and m.kind = 'inbound') as texts
         from conversations c join identities i on i.tenant_id = c.tenant_id and i.id = c.identity_id join contacts ct on ct.tenant_id = c.tenant_id and ct.id = c.contact_id
        order by c.number`,
    ),
  );
  return rows;
}

async function reply(tenant: TestTenant, conversationId: string, text: string): Promise<string> {
  const message = await tenant.door((scope) => sendReply(scope, { conversationId, clientMessageId: newId(), text, attachments: [], isNote: false }));
  await deliverDue({ tenantId: tenant.tenantId, inTenant: (fn) => tenant.door(fn) }, conversationId);
  return message.id;
}

const texts = ({ body }: Answer) => (body.messages as { text: string; kind: string }[]).map(({ kind, text }) => `${kind}: ${text}`);

describe("a visitor's session", () => {
  test("begins with all the panel needs, and shows no secret", async () => {
    const { session, channelId, secret } = await setUp();
    const { status, body } = await session({ locale: "de-DE", timeZone: "Europe/Berlin" });
    expect(status).toBe(200);
    expect(body.settings).toMatchObject({ name: "widget of the test", color: "#4451d6", textColor: "#ffffff" });
    expect(body.conversation).toEqual({ hasConversation: false, status: null, unread: 0 });
    expect(body.realtime).toMatchObject({ authEndpoint: "/api/realtime/auth", topic: `private-widget-${body.sessionId}` });
    expect(JSON.stringify(body)).not.toContain(secret);
    expect(channelId).toBeTruthy();
  });

  test("is kept as a hash only, and its token opens nothing after one character is changed", async () => {
    const { tenant, session } = await setUp();
    const { token } = await session();
    const { rows } = await tenant.door(({ sql }) => sql.query<{ token_hash: string }>("select token_hash from widget_sessions"));
    expect(rows[0]?.token_hash).toMatch(/^[0-9a-f]{64}$/);
    expect((await call("messages", undefined, { token })).status).toBe(200);
    const changed = (token.startsWith("A") ? "B" : "A") + token.slice(1);
    expect((await call("messages", undefined, { token: changed })).body.code).toBe("session-expired");
  });

  test("goes on after a reload and in a second tab: the same session, the same conversation", async () => {
    const { tenant, session, write } = await setUp();
    const first = await session();
    await write(first.token, "from the first tab");
    const second = await session({ visitorToken: first.token });
    expect([second.token, second.sessionId]).toEqual([first.token, first.sessionId]);
    await write(second.token, "from the second tab");
    expect(await conversationsOf(tenant)).toMatchObject([{ texts: ["from the first tab", "from the second tab"] }]);
    expect(texts(await call("messages", undefined, { token: first.token }))).toEqual(["inbound: from the first tab", "inbound: from the second tab"]);
  });

  test.each([
    ["an unknown channel", async () => newId(), "unknown-channel"],
    ["what is no id at all", async () => "'; drop table channels", "unknown-channel"],
    ["a channel of another kind", async ({ tenant }: SetUp) => makeChannel(tenant, "api"), "unknown-channel"],
    [
      "a disconnected channel",
      async ({ tenant, channelId }: SetUp) => {
        await tenant.door(({ sql }) => sql.query("update channels set status = 'disconnected', disconnected_at = now() where id = $1", [channelId]));
        return channelId;
      },
      "channel-disconnected",
    ],
  ])("is refused for %s with 404 and says why", async (_name, pick, code) => {
    const given = await setUp();
    const { status, body } = await call("session", { channelId: await pick(given) });
    expect([status, body.code]).toEqual([404, code]);
  });

  test("of one channel opens nothing at another", async () => {
    const a = await setUp();
    const b = await setUp();
    const first = await a.session();
    const second = await b.session({ visitorToken: first.token });
    expect(second.sessionId).not.toBe(first.sessionId);
  });
});

describe("a visitor's message", () => {
  test("becomes a message in the inbox with the page it was written on, and is one however often it is sent", async () => {
    const { tenant, session, write } = await setUp();
    const { token } = await session({ page: { url: "https://shop.example/tents", title: "Tents" } });
    const answers = await Promise.all(Array.from({ length: 5 }, () => write(token, "Is it waterproof?", "c-1")));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 200, 200, 201]);
    expect(await conversationsOf(tenant)).toMatchObject([{ texts: ["Is it waterproof?"], verified: false }]);
    const again = await write(token, "Is it waterproof?", "c-1");
    expect([again.status, again.body.duplicate]).toEqual([200, true]);
    const { body } = await call("messages", undefined, { token });
    expect(body.messages).toMatchObject([{ clientId: "c-1", kind: "inbound", status: "sent" }]);
  });

  test.each([
    ["an empty text", { clientId: "x", text: "  " }, 400],
    ["no clientId", { text: "hi" }, 400],
    ["a text of 10,001 characters", { clientId: "x", text: "a".repeat(10_001) }, 400],
    ["a file nobody uploaded", { clientId: "x", uploadIds: [newId()] }, 404],
    ["what is no upload id", { clientId: "x", uploadIds: ["../../etc/passwd"] }, 404],
    ["a body that is no JSON", "{", 400],
    ["a body of 200 KB", JSON.stringify({ clientId: "x", text: "a".repeat(200_000) }), 413],
    ["a list", [], 400],
  ])("is refused for %s, clearly and without harm", async (_name, body, status) => {
    const { tenant, session } = await setUp();
    const { token } = await session();
    const answer = await call("messages", body, { token });
    expect([answer.status, typeof answer.body.message]).toEqual([status, "string"]);
    expect(await conversationsOf(tenant)).toEqual([]);
  });

  test("may hold anything a keyboard or an attacker can make, and is stored as text", async () => {
    const { tenant, session, write } = await setUp();
    const { token } = await session();
    const odd = "<script>alert(1)</script> \u0000 \ud800 javascript:alert(1) 👩‍👩‍👧 مرحبا";
    expect((await write(token, odd)).status).toBe(201);
    const [conversation] = await conversationsOf(tenant);
    expect(conversation?.texts[0]).toContain("<script>alert(1)</script>");
    expect(conversation?.texts[0]).toContain("👩‍👩‍👧 مرحبا");
  });

  test("is counted: too many in a minute are refused with the time to wait, and nothing of them is stored", async () => {
    const { session, write } = await setUp();
    const { token } = await session();
    let refused: Answer | undefined;
    for (let i = 0; i < 61 && !refused; i++) {
      const answer = await write(token, `message ${i}`);
      if (answer.status !== 201) refused = answer;
    }
    expect(refused?.status).toBe(429);
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  test("sessions are counted by address and channel", async () => {
    const { channelId } = await setUp();
    const address = newAddress();
    const answers: number[] = [];
    for (let i = 0; i < 61; i++) answers.push((await call("session", { channelId }, { address })).status);
    expect(answers.filter((status) => status === 200)).toHaveLength(60);
    expect(answers.at(-1)).toBe(429);
    expect((await call("session", { channelId })).status).toBe(200);
  });
});

describe("an agent's answer", () => {
  test("is shown once it is sent, counts as delivered when fetched and as read when the panel showed it", async () => {
    const { tenant, session, write } = await setUp();
    const { token } = await session();
    await write(token, "hello");
    const [conversation] = await conversationsOf(tenant);
    const { body: before } = await call("messages", undefined, { token });
    const messageId = await reply(tenant, String(conversation?.id), "Hi, how can I help?");
    const statusOf = async () => {
      await drainAll(tenant.tenantId);
      return (await tenant.door(({ sql }) => sql.query<{ status: string }>("select status from deliveries where message_id = $1", [messageId]))).rows[0]
        ?.status;
    };
    expect(await statusOf()).toBe("sent");
    const changes = await call(`messages?after=${before.cursor}`, undefined, { token });
    // Who answers has seen the question.
    expect(texts(changes)).toEqual(["inbound: hello", "outbound: Hi, how can I help?"]);
    expect(changes.body.messages).toMatchObject([{ status: "read" }, { authorName: "Maya Lindqvist" }]);
    expect(await statusOf()).toBe("delivered");
    expect((await call("session", { channelId: conversation && (await channelOf(tenant)), visitorToken: token })).body.conversation).toMatchObject({
      unread: 1,
    });
    expect((await call("read", { messageIds: [messageId, newId(), "x"] }, { token })).body).toEqual({ read: 1 });
    expect(await statusOf()).toBe("read");
    expect((await call("read", { messageIds: [messageId] }, { token })).body).toEqual({ read: 0 });
  });

  test("has buttons, and a press is one message that says what the button stands for, whatever the page claims", async () => {
    const { tenant, session, write } = await setUp();
    const { token } = await session();
    await write(token, "Where is it?");
    await drainAll(tenant.tenantId);
    const [conversation] = await conversationsOf(tenant);
    const conversationId = conversation?.id ?? "";
    const buttons = [
      { type: "reply" as const, title: "Track it", value: "track:4711" },
      { type: "link" as const, title: "Shop", url: "https://shop.test" },
    ];
    const input = { conversationId, clientMessageId: newId(), text: "**Shall** we look?", attachments: [], isNote: false };
    await tenant.door((scope) => sendReply(scope, { ...input, content: { format: "markdown", buttons } }));
    await deliverDue({ tenantId: tenant.tenantId, inTenant: (fn) => tenant.door(fn) }, conversationId);
    const { body } = await call("messages", undefined, { token });
    const shown = (body.messages as { id: string; isMarkdown: boolean; buttons: unknown[] }[]).at(-1);
    expect(shown).toMatchObject({ isMarkdown: true, buttons });
    const press = (index: number, text: string, messageId = shown?.id) => call("messages", { clientId: newId(), text, press: { messageId, index } }, { token });
    await press(0, "Give me everything");
    await press(1, "Shop");
    await press(0, "Nobody's", newId());
    await drainAll(tenant.tenantId);
    const { rows } = await tenant.door(({ sql }) =>
      sql.query<{ text: string; postback: unknown }>("select text, payload->'postback' as postback from messages where kind = 'inbound' order by seq"),
    );
    expect(rows.slice(1)).toEqual([
      { text: "Track it", postback: { title: "Track it", payload: "track:4711" } },
      { text: "Shop", postback: null },
      { text: "Nobody's", postback: null },
    ]);
  });

  test("stands below a question that says when somebody has seen it, to a page that only asks what changed", async () => {
    const { tenant, session, write } = await setUp();
    const { token, sessionId } = await session();
    for (const text of ["hello", "anybody there?"]) await write(token, text);
    const [conversation] = await conversationsOf(tenant);
    const { body: before } = await call("messages", undefined, { token });
    const published = Number(before.cursor);
    await tenant.door((scope) => markRead(scope, { id: String(conversation?.id), seq: 1 }));
    const { body } = await call(`messages?after=${published}`, undefined, { token });
    expect(body.messages).toMatchObject([{ text: "hello", status: "read" }]);
    const { pushes } = await collectPushes(tenant.tenantId, published);
    expect(pushes.map(({ channel }) => channel)).toContain(topics.widget(sessionId));
  });

  test("is not seen before it is sent, and notes never", async () => {
    const { tenant, session, write } = await setUp();
    const { token } = await session();
    await write(token, "hello");
    const conversationId = String((await conversationsOf(tenant))[0]?.id);
    await tenant.door((scope) =>
      sendReply(scope, {
        conversationId,
        clientMessageId: newId(),
        text: "may be taken back",
        attachments: [],
        isNote: false,
        notBefore: new Date(Date.now() + 60_000).toISOString(),
      }),
    );
    await tenant.door((scope) => sendReply(scope, { conversationId, clientMessageId: newId(), text: "a private note", attachments: [], isNote: true }));
    expect(texts(await call("messages", undefined, { token }))).toEqual(["inbound: hello"]);
  });

  test("belongs to one visitor: another reads nothing and marks nothing", async () => {
    const { tenant, session, write } = await setUp();
    const [mine, other] = [await session(), await session()];
    await write(mine.token, "hello");
    const messageId = await reply(tenant, String((await conversationsOf(tenant))[0]?.id), "for you alone");
    expect(texts(await call("messages", undefined, { token: other.token }))).toEqual([]);
    expect(texts(await call("messages?after=0", undefined, { token: other.token }))).toEqual([]);
    expect((await call("read", { messageIds: [messageId] }, { token: other.token })).body).toEqual({ read: 0 });
  });
});

async function channelOf(tenant: TestTenant): Promise<string | undefined> {
  return (await tenant.door(({ sql }) => sql.query<{ id: string }>("select id from channels"))).rows[0]?.id;
}

describe("who the visitor is", () => {
  test("a wrong signature is 401 with a clear code, and changes nothing", async () => {
    const { session, signed } = await setUp();
    const first = await session();
    const wrong = await session({ visitorToken: first.token, identity: { ...signed("user_42"), id: "user_43" } });
    expect([wrong.status, wrong.body.code]).toEqual([401, "bad-signature"]);
    const after = await session({ visitorToken: first.token });
    expect([after.sessionId, after.body.isVerified]).toEqual([first.sessionId, false]);
  });

  test("signed beats anonymous: the conversation moves to the contact once, with what was written before and what still waits", async () => {
    const { tenant, session, write, signed } = await setUp();
    const anonymous = await session();
    await write(anonymous.token, "drained before");
    await drainAll(tenant.tenantId);
    await write(anonymous.token, "still waiting");
    const known = await session({ visitorToken: anonymous.token, identity: { ...signed("user_42"), name: "Lucía" } });
    expect(known.body.isVerified).toBe(true);
    await write(known.token, "written as Lucía");
    const conversations = await conversationsOf(tenant);
    expect(conversations).toMatchObject([{ value: "user_42", verified: true, name: "Lucía", texts: ["drained before", "still waiting", "written as Lucía"] }]);
    const { rows } = await tenant.door(({ sql }) => sql.query("select from contacts where merged_into_id is null"));
    expect(rows).toHaveLength(1);
    expect(texts(await call("messages", undefined, { token: known.token }))).toHaveLength(3);
  });

  test("nothing is doubled when the signature comes before anything was drained", async () => {
    const { tenant, session, write, signed } = await setUp();
    const anonymous = await session();
    await write(anonymous.token, "first");
    const known = await session({ visitorToken: anonymous.token, identity: signed("user_42") });
    await write(known.token, "second");
    expect(await conversationsOf(tenant)).toMatchObject([{ texts: ["first", "second"] }]);
    const { rows } = await tenant.door(({ sql }) => sql.query("select from contacts"));
    expect(rows).toHaveLength(1);
  });

  test("the anonymous token dies with the sign-in", async () => {
    const { session, signed } = await setUp();
    const anonymous = await session();
    const known = await session({ visitorToken: anonymous.token, identity: signed("user_42") });
    expect(known.token).not.toBe(anonymous.token);
    expect((await call("messages", undefined, { token: anonymous.token })).status).toBe(401);
    const stale = await session({ visitorToken: anonymous.token });
    expect(stale.sessionId).not.toBe(known.sessionId);
  });

  test("a signed visitor goes on with the same conversation on another device", async () => {
    const { tenant, session, write, signed } = await setUp();
    const phone = await session({ identity: signed("user_42") });
    await write(phone.token, "from the phone");
    await drainAll(tenant.tenantId);
    const laptop = await session({ identity: signed("user_42") });
    expect(laptop.sessionId).not.toBe(phone.sessionId);
    expect(texts(await call("messages", undefined, { token: laptop.token }))).toEqual(["inbound: from the phone"]);
    await write(laptop.token, "from the laptop");
    expect(await conversationsOf(tenant)).toMatchObject([{ texts: ["from the phone", "from the laptop"] }]);
  });

  test("a mere claim opens no conversation and verifies nothing, but names the contact", async () => {
    const { tenant, session, write, signed } = await setUp();
    const known = await session({ identity: signed("user_42") });
    await write(known.token, "private");
    await drainAll(tenant.tenantId);
    const claimer = await session({ identity: { id: "user_42", name: "Mallory", email: "m@example.test" } });
    expect(claimer.body).toMatchObject({ isVerified: false, conversation: { hasConversation: false } });
    expect(texts(await call("messages", undefined, { token: claimer.token }))).toEqual([]);
    await write(claimer.token, "let me in");
    const conversations = await conversationsOf(tenant);
    expect(conversations).toHaveLength(2);
    expect(conversations[1]).toMatchObject({ verified: false, name: "Mallory" });
    expect(conversations[1]?.contact_id).not.toBe(conversations[0]?.contact_id);
  });

  test("somebody else on the same computer sees nothing of the one before", async () => {
    const { tenant, session, write, signed } = await setUp();
    const lucia = await session({ identity: signed("user_42") });
    await write(lucia.token, "private");
    await drainAll(tenant.tenantId);
    const other = await session({ visitorToken: lucia.token, identity: signed("user_43") });
    expect(other.sessionId).not.toBe(lucia.sessionId);
    expect(texts(await call("messages", undefined, { token: other.token }))).toEqual([]);
  });

  test("attributes reach the contact, also when they come after the first message", async () => {
    const { tenant, session, write, signed } = await setUp();
    const known = await session({ identity: signed("user_42") });
    await write(known.token, "hello");
    await drainAll(tenant.tenantId);
    await session({ visitorToken: known.token, identity: { ...signed("user_42"), attributes: { plan: "Club", seats: 3 } } });
    const { rows } = await tenant.door(({ sql }) => sql.query("select attributes from contacts"));
    expect(rows).toEqual([{ attributes: { plan: "Club", seats: 3 } }]);
  });
});

describe("what surrounds the chat", () => {
  test("page views are kept with their dwell, told twice they are one, and only web addresses", async () => {
    const { tenant, session } = await setUp();
    const { token } = await session();
    const startedAt = new Date(Date.now() - 30_000).toISOString();
    const view = { url: "https://shop.example/tents", title: "Tents", startedAt };
    await call("page", { views: [{ ...view, dwellMs: 5_000 }] }, { token });
    const answer = await call(
      "page",
      {
        views: [
          { ...view, dwellMs: 9_000 },
          { ...view, url: "javascript:alert(1)", dwellMs: 1 },
        ],
      },
      { token },
    );
    expect(answer.status).toBe(204);
    const { rows } = await tenant.door(({ sql }) => sql.query("select url, title, dwell_ms from page_views"));
    expect(rows).toEqual([{ url: "https://shop.example/tents", title: "Tents", dwell_ms: 9_000 }]);
  });

  test("only allowed sites may call from a browser or read an answer", async () => {
    const { tenant, session, channelId } = await setUp();
    await tenant.door(({ sql }) => sql.query(`update channels set settings = '{"allowedDomains": ["shop.example"]}' where id = $1`, [channelId]));
    const { token } = await session();
    const from = async (origin: string) => {
      const { status, headers } = await call("messages", undefined, { token, origin });
      return [status, headers.get("access-control-allow-origin")];
    };
    expect(await from("https://shop.example")).toEqual([200, "https://shop.example"]);
    expect(await from("https://evil.example")).toEqual([403, null]);
    expect(await from("http://localhost:3000")).toEqual([200, null]);
    const ask = async (origin: string, query: string) =>
      (await call(`messages${query}`, undefined, { origin, method: "OPTIONS" })).headers.get("access-control-allow-headers");
    expect(await ask("https://shop.example", `?channel=${channelId}`)).toContain("authorization");
    expect(await ask("https://evil.example", `?channel=${channelId}`)).toBeNull();
    expect(await ask("https://shop.example", "")).toBeNull();
  });

  test("a file becomes an upload by what it is, not by what it says, and goes with the message", async () => {
    const { tenant, session } = await setUp();
    const { token } = await session();
    const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
    const form = new FormData();
    form.append("file", new File([png], "tent.pdf", { type: "application/pdf" }));
    const uploaded = await call("uploads", form, { token });
    expect([uploaded.status, uploaded.body.mimeType]).toEqual([201, "image/png"]);
    expect((await call("messages", { clientId: "with-file", uploadIds: [uploaded.body.uploadId] }, { token })).status).toBe(201);
    await drainAll(tenant.tenantId);
    const { rows } = await tenant.door(({ sql }) => sql.query("select kind, mime_type from attachments"));
    expect(rows).toEqual([{ kind: "image", mime_type: "image/png" }]);
    expect((await call("uploads", new FormData(), { token })).body.code).toBe("malformed-multipart");
    expect((await call("uploads", { file: "x" }, { token })).body.code).toBe("malformed-multipart");
  });

  test("no call is a bug of ours, whatever is asked", async () => {
    const { session } = await setUp();
    const { token } = await session();
    for (const path of ["", "nothing", "messages/../x", "session/extra", "messages?after=99999999999999999999", "messages?after=-1"]) {
      expect((await call(path, undefined, { token })).status).toBeLessThan(500);
    }
    expect((await call("typing", { isTyping: "yes" }, { token })).status).toBe(400);
    expect((await call("page", { views: [{ url: "x", startedAt: "yesterday", dwellMs: -1 }] }, { token })).status).toBe(400);
  });

  test("the channel's adapter is the one that reads what the widget stores", () => {
    expect(adapterOf("widget").webhook).toBe("none");
  });
});
