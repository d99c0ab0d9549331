import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { provideEnvironment } from "@/lib/env";
import { type ChannelAdapter, type ConnectMethod, SendError } from "@/server/channels/contract";
import { registerForTests } from "@/server/channels/registry";
import { channelSetup } from "@/server/connections/channel-setup";
import { connectOrOffer, connectWithToken } from "@/server/connections/connect-with-token";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { makeConversation } from "@/server/testing/inbox-factory";
import { restOf } from "@/server/testing/rest-client";
import { TEST_LOOK } from "@/server/testing/test-look";
import { viewAttempt } from "./access-attempt";
import { chooseAccount } from "./choose-account";
import { decryptCredentials } from "./credentials";
import { disconnectChannel } from "./disconnect-channel";
import { listKinds } from "./list-kinds";
import { startOAuth } from "./start-oauth";

const KIND = "ways-test";
const words = { en: "", "zh-CN": "" };
const field = (name: string, type: "secret" | "generated") => ({ name, type, label: { en: name, "zh-CN": name } });
type Credentials = { account: string; token: string; hookSecret: string };
const credentialsSchema = z.object({ account: z.string(), token: z.string(), hookSecret: z.string() });

/** What the consent page's address was asked with; a platform that is away when it is set to fail. */
let asked: string[];
let isAway: boolean;

const consent = (name: string, platform?: string): ConnectMethod<Credentials> => ({
  ...{ name, how: "oauth", title: words, steps: [] },
  ...(platform && { platform }),
  async authorizeUrl({ app, state, apiUrl }) {
    if (isAway) throw new SendError("unreachable", "The platform gives no code just now.", { retryable: true });
    asked.push(`${name} ${app.appId} ${apiUrl}`);
    return `${apiUrl}/consent?state=${state}`;
  },
  exchange: async () => [],
});

const methods: ConnectMethod<Credentials>[] = [
  {
    ...{ name: "token", how: "token", title: words, steps: [{ en: "Paste {webhookUrl}.", "zh-CN": "粘贴 {webhookUrl}。" }] },
    fields: [field("token", "secret"), field("hookSecret", "generated")],
    async identify({ credentials }) {
      if (credentials.token === "dead") throw new SendError("auth", "Nobody owns this token.", { retryable: false });
      return { accountId: credentials.account, name: `Account ${credentials.account}` };
    },
  },
  {
    ...{ name: "several", how: "token", title: words, steps: [] },
    fields: [field("token", "secret")],
    typed: credentialsSchema.partial({ account: true }),
    // The token is the owner's, who has as many accounts as it has letters.
    async identify({ credentials }) {
      const { account: named, token } = credentials;
      const all = [...token].map((letter) => ({ accountId: `${letter}-${token}`, name: `Shop ${letter}` }));
      const offered = named ? all.filter(({ accountId }) => accountId === named) : all;
      return offered.map((one) => ({ ...one, credentials: { ...credentials, account: one.accountId }, ...(one.name.endsWith("x") && { problem: "Closed." }) }));
    },
  },
  { ...{ name: "unasked", how: "token", title: words, steps: [] }, fields: [field("token", "secret")] },
  consent("oauth"),
  consent("further", "ways-test-further"),
  consent("closed", "ways-test-closed"),
];

beforeAll(() => {
  const adapter: Partial<ChannelAdapter<Credentials>> = {
    kind: KIND,
    title: "Ways",
    webhook: "either",
    ...TEST_LOOK,
    apiUrl: "https://ways.example.test",
    platforms: { "ways-test-further": "https://further.example.test", "ways-test-closed": "https://closed.example.test" },
    credentials: credentialsSchema,
    accountId: (credentials) => credentials.account,
    connect: { methods },
  };
  registerForTests(adapter as unknown as ChannelAdapter);
  const app = (prefix: string) => ({ [`${prefix}_APP_ID`]: `${prefix.toLowerCase()}-app`, [`${prefix}_APP_SECRET`]: "s" });
  provideEnvironment({ ...app("WAYS_TEST"), ...app("WAYS_TEST_FURTHER") });
});

let tenant: TestTenant;
let account: string;
beforeEach(async () => {
  tenant = await makeTenant();
  account = randomUUID();
  asked = [];
  isAway = false;
});

const door = (of: TestTenant = tenant) => ({ actor: of.owner, inTenant: of.door });
const connect = (of: TestTenant, over: { method?: string; takeOver?: boolean; token?: string } = {}) =>
  connectWithToken(door(of), {
    kind: KIND,
    name: "",
    credentials: { account, token: over.token ?? "good", hookSecret: over.method === "unasked" ? "x" : undefined },
    ...over,
  });
const channel = (of: TestTenant, id: string) => of.door((scope) => scope.db.channel.findUniqueOrThrow({ where: { id } }));

describe("connecting by a token", () => {
  test("asks whose it is, makes up what is ours to make, and remembers the way", async () => {
    const { channelId } = await connect(tenant, { method: "token" });
    const row = await channel(tenant, channelId);
    expect(row).toMatchObject({ accountId: account, name: `Account ${account}`, method: "token", status: "connecting" });
    expect(decryptCredentials(row.credentials)).toEqual({ account, token: "good", hookSecret: expect.stringMatching(/^[A-Za-z0-9]{43}$/) });
  });

  test("a token that nobody owns is refused in the platform's words, and nothing is stored", async () => {
    await expect(connect(tenant, { token: "dead" })).rejects.toMatchObject({ reason: "token-refused", publicMessage: "Nobody owns this token." });
    expect(await tenant.door((s) => s.db.channel.count())).toBe(0);
  });

  test("an account of another workspace moves on fresh proof alone, and its former owner is told", async () => {
    const before = await makeTenant();
    const old = await connect(before);
    await expect(connect(tenant)).rejects.toMatchObject({ reason: "connected-elsewhere" });
    // Taken as it is, this token proves nothing.
    await expect(connect(tenant, { method: "unasked", takeOver: true })).rejects.toMatchObject({ reason: "connected-elsewhere" });
    await expect(connect(tenant, { token: "dead", takeOver: true })).rejects.toMatchObject({ reason: "token-refused" });
    expect((await channel(before, old.channelId)).disconnectedAt).toBeNull();

    const taken = await connect(tenant, { takeOver: true });
    expect(await channel(before, old.channelId)).toMatchObject({ status: "disconnected", statusReason: "taken-over" });
    expect((await channel(tenant, taken.channelId)).disconnectedAt).toBeNull();
    const events = await before.door((s) => s.sql.query("select from events where type = 'channel.updated' and channel_id = $1", [old.channelId]));
    expect(events.rowCount).toBe(2);
  });

  test("disconnected and connected again is the same channel, with its history and new credentials", async () => {
    const { channelId } = await connect(tenant);
    const conversation = await makeConversation(tenant, { channelId });
    await tenant.door((scope) => disconnectChannel(scope, channelId));
    expect((await connect(tenant, { token: "newer" })).channelId).toBe(channelId);
    expect(decryptCredentials((await channel(tenant, channelId)).credentials)).toMatchObject({ token: "newer" });
    expect(await tenant.door((s) => s.db.conversation.count({ where: { channelId, id: conversation.id } }))).toBe(1);
  });
});

describe("connecting by a token that opens several accounts", () => {
  let owner: string;
  beforeEach(() => {
    owner = `abx${randomUUID().replaceAll("-", "").replaceAll(/[abx]/g, "0")}`;
  });
  const given = (over: { accountId?: string; token?: string } = {}) => ({
    ...{ kind: KIND, method: "several", name: "" },
    credentials: { token: over.token ?? owner },
    accountId: over.accountId,
  });
  const offer = async (of: TestTenant) => {
    const outcome = await connectOrOffer(door(of), given());
    return "attemptId" in outcome ? outcome.attemptId : "";
  };

  test("offers them by name, and connects the chosen one with its own credentials and the secret we made up", async () => {
    const attemptId = await offer(tenant);
    expect(await tenant.door((s) => s.db.channel.count())).toBe(0);
    const view = await tenant.door((s) => viewAttempt(s, attemptId));
    expect(view.accounts.slice(0, 3)).toEqual([
      { accountId: `a-${owner}`, name: "Shop a", problem: null, connected: "no" },
      { accountId: `b-${owner}`, name: "Shop b", problem: null, connected: "no" },
      { accountId: `x-${owner}`, name: "Shop x", problem: "Closed.", connected: "no" },
    ]);
    const { channelId } = await tenant.door((s) => chooseAccount(s, { attemptId, accountId: `b-${owner}`, takeOver: false }));
    const row = await channel(tenant, channelId);
    expect(row).toMatchObject({ accountId: `b-${owner}`, name: "Shop b", method: "several", status: "connecting" });
    expect(decryptCredentials(row.credentials)).toMatchObject({ account: `b-${owner}`, token: owner, hookSecret: expect.stringMatching(/^[A-Za-z0-9]{43}$/) });
    await expect(tenant.door((s) => chooseAccount(s, { attemptId, accountId: `x-${owner}`, takeOver: false }))).rejects.toMatchObject({
      reason: "account-problem",
    });
    await expect(tenant.door((s) => chooseAccount(s, { attemptId, accountId: "z", takeOver: false }))).rejects.toMatchObject({ reason: "unknown-account" });
  });

  test("an offer is its person's own, and what it holds is gone with the hour", async () => {
    const attemptId = await offer(tenant);
    const stranger = await makeTenant();
    await expect(stranger.door((s) => viewAttempt(s, attemptId))).rejects.toMatchObject({ code: "not-found" });
    await tenant.door((s) => s.sql.query("update connection_attempts set expires_at = now() - interval '1 minute'"));
    await expect(tenant.door((s) => viewAttempt(s, attemptId))).rejects.toMatchObject({ code: "not-found" });
    await offer(tenant);
    expect(await tenant.door((s) => s.db.connectionAttempt.count({ where: { id: attemptId } }))).toBe(0);
  });

  test("the chosen one is taken over from another workspace, since the platform has just accepted the token", async () => {
    const before = await makeTenant();
    const old = await connectWithToken(door(before), given({ accountId: `a-${owner}` }));
    const attemptId = await offer(tenant);
    expect((await tenant.door((s) => viewAttempt(s, attemptId))).accounts[0]).toMatchObject({ connected: "elsewhere" });
    const choose = (takeOver: boolean) => tenant.door((s) => chooseAccount(s, { attemptId, accountId: `a-${owner}`, takeOver }));
    await expect(choose(false)).rejects.toMatchObject({ reason: "connected-elsewhere" });
    await choose(true);
    expect(await channel(before, old.channelId)).toMatchObject({ status: "disconnected", statusReason: "taken-over" });
  });

  test("a program is told which there are, and names one", async () => {
    await expect(connectWithToken(door(), given())).rejects.toMatchObject({
      code: "conflict",
      reason: "several-accounts",
      publicMessage: expect.stringContaining(`Shop a (a-${owner}), Shop b (b-${owner})`),
      data: { accounts: expect.arrayContaining([{ accountId: `x-${owner}`, name: "Shop x", problem: "Closed." }]) },
    });
    await expect(connectWithToken(door(), given({ accountId: "z" }))).rejects.toMatchObject({ reason: "unknown-account" });
    await expect(connectWithToken(door(), given({ accountId: `x-${owner}` }))).rejects.toMatchObject({ reason: "account-problem" });
    expect(await tenant.door((s) => s.db.channel.count())).toBe(0);
    const { channelId } = await connectWithToken(door(), given({ accountId: `b-${owner}` }));
    expect(await channel(tenant, channelId)).toMatchObject({ accountId: `b-${owner}`, name: "Shop b" });
  });

  test("over REST the refusal names them too, and `accountId` is the answer", async () => {
    const api = await restOf(tenant);
    const body = { kind: KIND, method: "several", name: "Mine", credentials: { token: owner }, verify: true };
    const refused = await api("POST /channels", body);
    expect(refused).toMatchObject({ status: 409, body: { code: "several-accounts", data: { accounts: expect.any(Array) } } });
    expect(JSON.stringify(refused.body)).not.toContain("hookSecret");
    expect(await api("POST /channels", { ...body, accountId: `a-${owner}` })).toMatchObject({ status: 201, body: { accountId: `a-${owner}`, name: "Mine" } });
  });

  test("the only one is connected at once", async () => {
    const token = String.fromCodePoint(0x4e00 + Math.floor(Math.random() * 20_000));
    const outcome = await connectOrOffer(door(), given({ token }));
    expect(await channel(tenant, "channelId" in outcome ? outcome.channelId : "")).toMatchObject({ accountId: `${token}-${token}` });
  });
});

describe("how far it has come", () => {
  test("shows our address and the secret we made up, and turns green by what is seen", async () => {
    const { channelId, webhookUrl } = await connect(tenant);
    const setup = () => tenant.door((scope) => channelSetup(scope, channelId));
    const done = async () => (await setup()).done.filter((step) => step.isDone).map(({ step }) => step);
    expect(await setup()).toMatchObject({ webhookUrl, steps: [{ en: "Paste {webhookUrl}." }], secrets: [{ name: "hookSecret", value: expect.any(String) }] });
    expect(await done()).toEqual(["connected"]);
    await tenant.door((s) => s.sql.query("update channels set webhook_seen_at = now()"));
    expect(await done()).toEqual(["connected", "address"]);
    await makeConversation(tenant, { channelId });
    expect(await done()).toEqual(expect.arrayContaining(["connected", "address"]));
    await tenant.door((s) => s.sql.query("update channels set status = 'action-needed'"));
    expect(await done()).not.toContain("connected");
  });
});

describe("connecting by consent", () => {
  test("each way has its own app and address, and the attempt remembers which", async () => {
    const first = await startOAuth(door(), { kind: KIND });
    const second = await startOAuth(door(), { kind: KIND, method: "further" });
    expect(asked).toEqual(["oauth ways_test-app https://ways.example.test", "further ways_test_further-app https://further.example.test"]);
    const attempts = await tenant.door((s) => s.db.connectionAttempt.findMany({ select: { id: true, method: true } }));
    expect(new Map(attempts.map(({ id, method }) => [id, method]))).toEqual(
      new Map([
        [first.attemptId, "oauth"],
        [second.attemptId, "further"],
      ]),
    );
  });

  test("a way without our app says which variables are missing, on the screen and when it is tried", async () => {
    await expect(startOAuth(door(), { kind: KIND, method: "closed" })).rejects.toMatchObject({
      reason: "app-not-configured",
      publicMessage: expect.stringContaining("WAYS_TEST_CLOSED_APP_ID"),
    });
    const ways = listKinds()
      .find(({ kind }) => kind === KIND)
      ?.ways.map(({ name, isConfigured }) => [name, isConfigured]);
    expect(ways).toEqual([
      ["token", true],
      ["several", true],
      ["unasked", true],
      ["oauth", true],
      ["further", true],
      ["closed", false],
    ]);
  });

  test("a platform that gives no page leaves no attempt behind", async () => {
    isAway = true;
    await expect(startOAuth(door(), { kind: KIND })).rejects.toMatchObject({ code: "unavailable", publicMessage: "The platform gives no code just now." });
    expect(await tenant.door((s) => s.db.connectionAttempt.count())).toBe(0);
  });
});
