import { readFileSync } from "node:fs";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { ImapFlow } from "imapflow";
import { createTransport } from "nodemailer";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { SYSTEM } from "@/server/access/actor";
import { connectWithToken } from "@/server/connections/connect-with-token";
import { pollOnce } from "@/server/connections/poll-channel";
import { holdGateway } from "@/server/connections/run-gateways";
import { newId } from "@/server/db/ids";
import { inTenant } from "@/server/db/in-tenant";
import { drainAll } from "@/server/intake/run-lanes";
import type { JobContext } from "@/server/jobs/define-job";
import { deliverDue } from "@/server/messages/deliver-message";
import { sendReply } from "@/server/messages/send-reply";
import { makeTenant } from "@/server/testing/factories";
import { startTestMailServers, type TestMailbox, type TestMailServers } from "@/server/testing/mail-servers";

/* A real Dovecot and a real Exim on loopback: what a mailbox does to us, and we to it. */

let servers: TestMailServers;
const own = getCACertificates("default");
beforeAll(async () => {
  servers = await startTestMailServers({ tls: true });
  setDefaultCACertificates([...own, readFileSync(servers.authority ?? "", "utf8")]);
});
afterAll(async () => {
  setDefaultCACertificates(own);
  await servers.stop({ forget: true });
});

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

/** A tenant with a mailbox of its own, connected by the use case, and a customer with another. */
async function setUp(change: (credentials: TestMailbox["credentials"]) => void = () => {}) {
  const tenant = await makeTenant();
  const support = servers.makeMailbox();
  const customer = servers.makeMailbox();
  const credentials = structuredClone(support.credentials);
  change(credentials);
  const door = { actor: tenant.owner, inTenant: tenant.door };
  const { channelId } = await connectWithToken(door, { kind: "email", name: "Harbour", credentials });
  const context: JobContext = {
    tenantId: tenant.tenantId,
    inTenant: (fn) => inTenant(tenant.tenantId, SYSTEM, fn),
    attempt: 0,
    isLastAttempt: false,
    actor: SYSTEM,
  };
  const listen = () => {
    const stopping = new AbortController();
    const held = holdGateway({ tenantId: tenant.tenantId, id: channelId }, stopping.signal);
    running.push(() => {
      stopping.abort();
      return held;
    });
  };
  const subjects = async () => {
    await drainAll(tenant.tenantId);
    const { rows } = await tenant.door((s) =>
      s.sql.query<{ subject: string }>("select mail->>'subject' as subject from messages where kind = 'inbound' order by 1"),
    );
    return rows.map((row) => row.subject);
  };
  const poll = () => pollOnce(context, channelId, null);
  const channel = async () =>
    (
      await tenant.door((s) =>
        s.sql.query<{ status: string; reason: string | null; cursor: { uidValidity: string; lastUid: number } | null }>(
          "select status, status_reason as reason, poll_cursor as cursor from channels",
        ),
      )
    ).rows[0];
  return { tenant, support, customer, channelId, door, context, credentials, listen, subjects, poll, channel };
}

function post(from: TestMailbox, to: TestMailbox, mail: { subject: string; text?: string; attachments?: { filename: string; content: Buffer }[] }) {
  const transport = createTransport({ host: "127.0.0.1", port: servers.ports.smtp, ignoreTLS: true, auth: { user: from.address, pass: from.password } });
  return transport.sendMail({ from: from.address, to: to.address, text: "Hello", ...mail }).finally(() => transport.close());
}

/** Straight into the mailbox, as fast as the server takes them. */
async function lay(into: TestMailbox, mails: { subject: string }[]) {
  const client = await imap(into);
  for (const { subject } of mails)
    await client.append(
      "INBOX",
      `From: Ines <ines@post.test>\r\nTo: ${into.address}\r\nMessage-ID: <${newId()}@post.test>\r\nSubject: ${subject}\r\n\r\nHello\r\n`,
    );
  client.close();
}

async function imap({ address, password }: TestMailbox): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: "127.0.0.1",
    port: servers.ports.imap,
    secure: false,
    doSTARTTLS: false,
    auth: { user: address, pass: password },
    logger: false,
  });
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** Dovecot looks at its list of accounts once a second. */
const untilRefused = (mailbox: TestMailbox) =>
  until(() =>
    imap(mailbox).then(
      (client) => {
        client.close();
        return false;
      },
      () => true,
    ),
  );

async function until(isTrue: () => Promise<boolean>, ms = 15_000): Promise<number> {
  const startedAt = Date.now();
  while (Date.now() - startedAt < ms) {
    if (await isTrue()) return Date.now() - startedAt;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`it did not come true within ${ms} ms`);
}

test("a mail that a customer sends is stored within two seconds, and stays unread in the mailbox", async () => {
  const { customer, support, listen, subjects, poll, channel } = await setUp();
  await poll();
  listen();
  // The connection is up when the channel says so.
  await until(async () => (await channel())?.status === "live");
  await new Promise((resolve) => setTimeout(resolve, 300));
  await post(customer, support, { subject: "Is it there?" });
  expect(await until(async () => (await subjects()).includes("Is it there?"))).toBeLessThan(2_000);
  const client = await imap(support);
  expect(await client.status("INBOX", { unseen: true, messages: true })).toMatchObject({ messages: 1, unseen: 1 });
  client.close();
});

test("a connection that dies with its server is opened again, and what came meanwhile is stored once", async () => {
  const { support, listen, subjects, poll } = await setUp();
  await poll();
  listen();
  await lay(support, [{ subject: "before" }]);
  await until(async () => (await subjects()).length === 1);
  await servers.dovecot.kill();
  await until(() => servers.dovecot.untilReady().then(() => true));
  await lay(support, [{ subject: "while it was away" }]);
  await until(async () => (await subjects()).length === 2);
  expect(await subjects()).toEqual(["before", "while it was away"]);
});

test("a mailbox that was numbered anew gives nothing twice and hides nothing", async () => {
  const { support, subjects, poll, channel } = await setUp();
  await lay(support, [{ subject: "one" }, { subject: "two" }]);
  await poll();
  const before = (await channel())?.cursor?.uidValidity;
  servers.renumber(support.address);
  await lay(support, [{ subject: "three" }]);
  await poll();
  expect((await channel())?.cursor?.uidValidity).not.toBe(before);
  expect(await subjects()).toEqual(["one", "three", "two"]);
  await poll();
  expect(await subjects()).toHaveLength(3);
});

test("three hundred mails at once are stored exactly once, by two polls of which the first one died", async () => {
  const { support, subjects, poll, context, channelId, channel } = await setUp();
  await poll();
  await lay(
    support,
    Array.from({ length: 300 }, (_, i) => ({ subject: `mail ${String(i).padStart(3, "0")}` })),
  );
  // A worker that is killed in the middle of a page: its transaction is lost, whatever it had fetched.
  let doors = 0;
  const dying = {
    inTenant: <T>(fn: Parameters<JobContext["inTenant"]>[0]) =>
      context.inTenant(async (scope) => {
        const result = await fn(scope);
        doors += 1;
        if (doors === 4) throw new Error("killed");
        return result;
      }) as Promise<T>,
  } as Pick<JobContext, "tenantId" | "inTenant">;
  await expect(pollOnce(dying, channelId, null)).rejects.toThrow("killed");
  expect((await channel())?.cursor?.lastUid).toBe(50);
  await Promise.all([poll(), poll()]);
  await poll();
  expect(await subjects()).toEqual(Array.from({ length: 300 }, (_, i) => `mail ${String(i).padStart(3, "0")}`));
}, 60_000);

test("a mail of 25 MB passes, and its neighbours with it", async () => {
  const { support, customer, subjects, poll } = await setUp();
  const content = Buffer.alloc(18_000_000, "x");
  await post(customer, support, { subject: "small" });
  await post(customer, support, { subject: "large", attachments: [{ filename: "photos.bin", content }] });
  await lay(support, [{ subject: "tail" }]);
  const client = await imap(support);
  await until(async () => ((await client.status("INBOX", { messages: true })) || { messages: 0 }).messages === 3);
  client.close();
  await poll();
  expect(await subjects()).toEqual(["large", "small", "tail"]);
}, 60_000);

test("what stood in the mailbox long before it was connected is left alone", async () => {
  const { support, subjects, poll } = await setUp();
  const client = await imap(support);
  await client.append("INBOX", "Subject: old\r\n\r\nold\r\n", [], new Date(Date.now() - 3 * 3_600_000));
  await client.append("INBOX", "From: a@post.test\r\nSubject: fresh\r\n\r\nfresh\r\n");
  client.close();
  await poll();
  expect(await subjects()).toEqual(["fresh"]);
});

test("a password that was changed stops the knocking and says what to do; the new one is taken at once", async () => {
  const { support, listen, channel, door, credentials, subjects } = await setUp();
  servers.addAccount({ address: support.address, password: "another" });
  await untilRefused(support);
  listen();
  await until(async () => (await channel())?.status === "action-needed");
  expect((await channel())?.reason).toMatch(/incoming server \(IMAP\) does not accept this user and password/);
  const renewed = structuredClone(credentials);
  renewed.imap.password = renewed.smtp.password = "another";
  await connectWithToken(door, { kind: "email", name: "Harbour", credentials: renewed });
  await until(async () => (await channel())?.status === "live");
  await lay({ ...support, password: "another" }, [{ subject: "back" }]);
  await until(async () => (await subjects()).includes("back"));
}, 30_000);

test("an answer leaves for the customer, threaded, with a copy among the sent ones; one that comes back turns red with the server's words", async () => {
  const { tenant, support, customer, context, poll, subjects } = await setUp();
  await post(customer, support, { subject: "Where is my order?", text: "It has not come." });
  const inbox = await imap(support);
  await until(async () => ((await inbox.status("INBOX", { messages: true })) || { messages: 0 }).messages === 1);
  await poll();
  await subjects();
  const conversationId = (await tenant.door((s) => s.sql.query<{ id: string }>("select id from conversations"))).rows[0]?.id ?? "";
  const reply = (text: string) => tenant.door((s) => sendReply(s, { conversationId, clientMessageId: newId(), text, attachments: [], isNote: false }));
  await reply("It left today.");
  await deliverDue(context, conversationId);
  const theirs = await imap(customer);
  await until(async () => ((await theirs.status("INBOX", { messages: true })) || { messages: 0 }).messages === 1);
  await theirs.mailboxOpen("INBOX");
  const got = String(((await theirs.fetchOne("1", { source: true })) || { source: "" }).source).replaceAll(/\r\n[ \t]+/g, " ");
  theirs.close();
  expect(got).toContain("It left today.");
  expect(got).toContain("> It has not come.");
  expect(got).toMatch(/^In-Reply-To: </m);
  expect(got).toMatch(new RegExp(`^Reply-To: ${support.address.split("@")[0]}\\+r\\.[a-z2-7]{42}@`, "m"));
  await until(async () => ((await inbox.status("Sent", { messages: true })) || { messages: 0 }).messages === 1);

  servers.removeAccount(customer.address);
  await untilRefused(customer);
  await reply("Are you still there?");
  await deliverDue(context, conversationId);
  await until(async () => ((await inbox.status("INBOX", { messages: true })) || { messages: 0 }).messages === 2);
  inbox.close();
  await poll();
  expect(await subjects()).toEqual(["Where is my order?"]);
  const { rows } = await tenant.door((s) => s.sql.query<{ status: string; reason: string | null }>("select status, reason from deliveries order by id"));
  expect(rows.map((row) => row.status)).toEqual(["sent", "failed"]);
  expect(rows[1]?.reason).toMatch(/User doesn't exist|5\.1\.1/);
}, 30_000);

test.each([
  [
    "TLS from the first byte",
    (c: TestMailbox["credentials"]) =>
      Object.assign(c, { imap: { ...c.imap, port: servers.ports.imaps, tls: true }, smtp: { ...c.smtp, port: servers.ports.smtps, tls: true } }),
  ],
  [
    "STARTTLS by the server's name",
    (c: TestMailbox["credentials"]) => Object.assign(c, { imap: { ...c.imap, host: "localhost" }, smtp: { ...c.smtp, host: "localhost" } }),
  ],
])("a mailbox is connected by %s", async (_name, change) => {
  expect((await setUp(change)).channelId).toBeDefined();
});

test.each([
  ["a wrong password", (c: TestMailbox["credentials"]) => (c.imap.password = "no"), "imap-password"],
  ["a wrong password for sending alone", (c: TestMailbox["credentials"]) => (c.smtp.password = "no"), "smtp-password"],
  ["a port where nobody is", (c: TestMailbox["credentials"]) => (c.imap.port = 1), undefined],
  ["the wrong encryption", (c: TestMailbox["credentials"]) => (c.smtp.tls = true), "smtp-protocol"],
])("%s is refused with the side that refuses, and nothing is stored", async (_name, change, code) => {
  const error: { data?: { code?: string } } = await setUp(change).then(
    () => ({}),
    (refused: object) => refused,
  );
  expect(error).toMatchObject({ name: "AppError" });
  if (code) expect(error.data?.code).toBe(code);
});

test("a certificate that nobody signed is refused by name", async () => {
  setDefaultCACertificates(own);
  const refused = setUp((c) => Object.assign(c.imap, { port: servers.ports.imaps, tls: true }));
  await expect(refused).rejects.toMatchObject({ data: { code: "imap-certificate" } });
  setDefaultCACertificates([...own, readFileSync(servers.authority ?? "", "utf8")]);
});
