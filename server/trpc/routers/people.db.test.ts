import { expect, test } from "vitest";
import { findApiKey } from "@/server/auth/api-keys";
import { createUser } from "@/server/auth/create-user";
import { homePath } from "@/server/auth/home-path";
import { findLastTenant } from "@/server/auth/remember-tenant";
import { newId } from "@/server/db/ids";
import { makeTenant, makeUser } from "@/server/testing/factories";
import { callerOf, makeAgent, makeConversation } from "@/server/testing/inbox-factory";
import { handleTrpc } from "../handle-trpc";

const PROFILE = { name: "Maya L.", locale: "zh-CN", theme: "dark" } as const;

test("a workspace lists its people, keys and invitations to those who manage them, and to nobody of another workspace", async () => {
  const [mine, theirs] = [await makeTenant(), await makeTenant()];
  const owner = callerOf(mine.ownerId, mine.slug);
  const email = `${newId()}@example.test`;
  await owner.people.invite({ email: email.toUpperCase(), role: "agent" });
  const { id, key } = await owner.tenants.createApiKey({ name: "Shop", scopes: ["*"] });
  expect(await owner.people.invitations()).toMatchObject([{ email, role: "agent", isExpired: false }]);
  expect(await owner.people.list()).toMatchObject([{ role: "owner", name: "Maya Lindqvist" }]);
  expect(await owner.tenants.apiKeys()).toMatchObject([{ id, name: "Shop", hint: key.slice(0, 13), lastUsedAt: null }]);
  const stranger = callerOf(theirs.ownerId, mine.slug);
  for (const call of [stranger.people.list, stranger.people.invitations, stranger.tenants.apiKeys])
    await expect(call()).rejects.toMatchObject({ code: "NOT_FOUND" });
  const { actor } = await makeAgent(mine, { role: "supervisor" });
  const supervisor = callerOf(actor.userId, mine.slug);
  for (const call of [supervisor.people.list, supervisor.people.invitations, supervisor.tenants.apiKeys])
    await expect(call()).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("an API key works until it is revoked, and belongs to its workspace", async () => {
  const [mine, theirs] = [await makeTenant(), await makeTenant()];
  const owner = callerOf(mine.ownerId, mine.slug);
  const { id, key } = await owner.tenants.createApiKey({ name: "Shop", scopes: ["conversations.read"] });
  expect(key).toMatch(/^parley_[A-Za-z0-9_-]{43}$/);
  expect(await findApiKey(key)).toEqual({ tenantId: mine.tenantId, id, scopes: ["conversations.read"] });
  expect((await owner.tenants.apiKeys())[0]?.lastUsedAt).toBeInstanceOf(Date);
  await expect(callerOf(theirs.ownerId, theirs.slug).tenants.revokeApiKey({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await findApiKey(key)).not.toBeNull();
  await owner.tenants.revokeApiKey({ id });
  expect(await findApiKey(key)).toBeNull();
  expect(await findApiKey(`${key}x`)).toBeNull();
});

test("a key may not do more than its maker, nor what does not exist", async () => {
  const tenant = await makeTenant();
  const { actor } = await makeAgent(tenant, { role: "admin" });
  const admin = callerOf(actor.userId, tenant.slug);
  for (const scopes of [["*"], ["tenant.delete"], ["nonsense"], ["constructor"]]) {
    await expect(admin.tenants.createApiKey({ name: "Key", scopes })).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
  await admin.tenants.createApiKey({ name: "Key", scopes: ["channels.manage"] });
});

test("the profile's name reaches every workspace; the next sign-in leads to the one looked at last", async () => {
  const tenant = await makeTenant("Alpha");
  const person = callerOf(tenant.ownerId, tenant.slug);
  const { slug } = await person.tenants.create({ company: "Beta", timeZone: "Asia/Shanghai", locale: "zh-CN" });
  await person.session.updateProfile(PROFILE);
  const { seats } = await person.session.me();
  expect(seats.map((s) => [s.tenantName, s.role, s.agentName, s.timeZone])).toEqual([
    ["Alpha", "owner", "Maya L.", "Europe/Stockholm"],
    ["Beta", "owner", "Maya L.", "Asia/Shanghai"],
  ]);
  expect(homePath(seats, await findLastTenant(tenant.ownerId))).toBe(`/w/${tenant.slug}`);
  await callerOf(tenant.ownerId, slug).session.remember();
  expect(homePath(seats, await findLastTenant(tenant.ownerId))).toBe(`/w/${slug}`);
  await callerOf(tenant.ownerId, (await makeTenant()).slug).session.remember();
  expect(homePath(seats, await findLastTenant(tenant.ownerId))).toBe(`/w/${slug}`);
  expect(homePath([], seats[1]?.tenantId ?? null)).toBeNull();
});

test("a person sees and ends their own sessions, never another's", async () => {
  const [a, b] = [await makeUser(), await makeUser()];
  const { startSession } = await import("@/server/auth/start-session");
  const client = { address: "203.0.113.9", userAgent: "Firefox" };
  const { sessionId } = await startSession({ userId: a, client, previousToken: null });
  expect(await callerOf(a, null).session.list()).toMatchObject([{ id: sessionId, ip: "203.0.113.9", userAgent: "Firefox" }]);
  expect(await callerOf(b, null).session.list()).toEqual([]);
  await expect(callerOf(b, null).session.revoke({ id: sessionId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await callerOf(a, null).session.revoke({ id: sessionId });
  expect(await callerOf(a, null).session.list()).toEqual([]);
});

test("who is deactivated loses the workspace with the next call, and what they had open goes back to nobody", async () => {
  const tenant = await makeTenant();
  const { actor } = await makeAgent(tenant);
  const [open, done] = [await makeConversation(tenant, { assigneeId: actor.id }), await makeConversation(tenant, { assigneeId: actor.id, status: "resolved" })];
  const gone = callerOf(actor.userId, tenant.slug);
  expect(await gone.session.me()).toMatchObject({ seat: { agentId: actor.id } });
  await callerOf(tenant.ownerId, tenant.slug).people.deactivate({ agentId: actor.id });
  expect(await gone.session.me()).toMatchObject({ seat: null, seats: [], permissions: [] });
  await expect(gone.conversations.get({ id: open.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  const { rows } = await tenant.door(({ sql }) => sql.query<{ id: string; assignee_id: string | null }>("select id, assignee_id from conversations"));
  expect(new Map(rows.map((row) => [row.id, row.assignee_id]))).toEqual(
    new Map([
      [open.id, null],
      [done.id, actor.id],
    ]),
  );
});

test.each([
  ["an address that is none", { email: "maya@" }, "email"],
  ["a short password", { password: "short" }, "password"],
  ["a password everybody knows", { password: "password123" }, "password"],
  ["one's own address as password", { password: "maya@example.test", email: "maya@example.test" }, "password"],
  ["an unknown time zone", { timeZone: "Mars/Olympus" }, "timeZone"],
  ["no company", { company: "  " }, "company"],
])("sign-up refuses %s and names the field", async (_, change, field) => {
  const input = {
    company: "Nordwind",
    name: "Maya",
    email: `${newId()}@example.test`,
    password: "a long enough passphrase",
    timeZone: "UTC",
    locale: "en",
    ...change,
  };
  const headers = { "content-type": "application/json", "x-forwarded-for": "203.0.113.77" };
  const body = JSON.stringify({ json: input });
  const response = await handleTrpc(new Request("http://localhost:3000/api/trpc/session.signUp", { method: "POST", headers, body }));
  expect(response.status).toBe(400);
  const answer = (await response.json()) as { error: { json: { data: { error: { fields: { field: string }[] } } } } };
  expect(answer.error.json.data.error.fields.map((f) => f.field)).toContain(field);
});

test("a link that never was is answered alike for every purpose", async () => {
  const nobody = callerOf(
    (await createUser({ email: `${newId()}@example.test`, name: "X", password: null, locale: "en", isEmailVerified: true })).userId,
    null,
  );
  for (const token of ["", "x", "a".repeat(43), "\u0000"]) {
    await expect(nobody.session.verifyEmail({ token })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(nobody.session.resetPassword({ token, password: "a long enough passphrase" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(nobody.session.invitation({ token })).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
});
