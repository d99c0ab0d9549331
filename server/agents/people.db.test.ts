import { expect, test } from "vitest";
import type { Role } from "@/server/access/roles";
import { createUser } from "@/server/auth/create-user";
import { listSeats } from "@/server/auth/list-seats";
import { seatActor } from "@/server/auth/seat-actor";
import { newId } from "@/server/db/ids";
import { inTenant, outsideTenants } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { collectMail, linkToken } from "@/server/testing/mail";
import { acceptAsNewUser } from "./accept-as-new-user";
import { acceptInvitation, accessInvitation } from "./accept-invitation";
import { changeRole } from "./change-role";
import { deactivateAgent } from "./deactivate-agent";
import { inviteAgent } from "./invite-agent";
import { listInvitations, revokeInvitation } from "./invite-list";
import { listPeople } from "./list-people";

const PASSWORD = "a long enough passphrase";
const NOW = new Date();
const daysLater = (days: number) => new Date(NOW.getTime() + days * 86_400_000);

async function makePerson() {
  const email = `${newId()}@example.test`;
  const { userId } = await createUser({ email, name: "Jonas Berg", password: PASSWORD, locale: "en", isEmailVerified: false });
  return { id: userId, email, name: "Jonas Berg" };
}

type InvitedRole = Exclude<Role, "owner">;

async function invite(tenant: TestTenant, email: string, role: InvitedRole = "agent") {
  const { invitationId } = await tenant.door((scope) => inviteAgent(scope, { email, role }));
  return { invitationId, mailToken: async () => linkToken((await collectMail(invitationId, email))[0]) };
}

/** A seat got the way people get it. */
async function seat(tenant: TestTenant, role: InvitedRole | "owner") {
  const person = await makePerson();
  const { mailToken } = await invite(tenant, person.email, role === "owner" ? "admin" : role);
  await acceptInvitation(await mailToken(), person, NOW);
  const place = async () => (await listSeats(person.id)).find((s) => s.tenantId === tenant.tenantId);
  const agentId = (await place())?.agentId ?? "";
  if (role === "owner") await tenant.door((scope) => changeRole(scope, { agentId, role: "owner" }));
  const door = async <T>(fn: (scope: Scope) => Promise<T>) => {
    const now = await place();
    if (!now) throw new Error("no seat");
    return inTenant(tenant.tenantId, seatActor(now, person.id), fn);
  };
  return { ...person, agentId, door, place };
}

test("an invited person who has an account joins as themselves, with the role, and their address counts as verified", async () => {
  const [tenant, person] = [await makeTenant(), await makePerson()];
  const { mailToken } = await invite(tenant, person.email, "supervisor");
  expect(await acceptInvitation(await mailToken(), person, NOW)).toEqual({ slug: tenant.slug });
  expect(await listSeats(person.id)).toMatchObject([{ tenantId: tenant.tenantId, role: "supervisor", agentName: "Jonas Berg" }]);
  const { rows } = await outsideTenants((sql) => sql.query<{ at: Date | null }>("select email_verified_at as at from users where id = $1", [person.id]));
  expect(rows[0]?.at).toBeInstanceOf(Date);
  expect(await tenant.door(listInvitations)).toEqual([]);
});

test("an invitation serves the invited address alone, once, for seven days", async () => {
  const [tenant, invited, stranger] = [await makeTenant(), await makePerson(), await makePerson()];
  const { mailToken } = await invite(tenant, invited.email);
  const token = await mailToken();
  await expect(acceptInvitation(token, stranger, NOW)).rejects.toMatchObject({ code: "forbidden", reason: "other-address" });
  expect(await listSeats(stranger.id)).toEqual([]);
  await expect(acceptInvitation(token, invited, daysLater(7.01))).rejects.toMatchObject({ reason: "expired" });
  await acceptInvitation(token, invited, daysLater(6.99));
  await expect(acceptInvitation(token, invited, NOW)).rejects.toMatchObject({ code: "not-found" });
});

test("a newcomer's account and seat are made together; the address of the invitation is theirs", async () => {
  const tenant = await makeTenant();
  const email = `${newId()}@example.test`;
  const { mailToken } = await invite(tenant, email, "viewer");
  const token = await mailToken();
  const joined = await acceptAsNewUser({ token, name: "韩梅梅", password: PASSWORD, locale: "zh-CN" }, NOW);
  expect(joined).toEqual({ slug: tenant.slug, email });
  expect((await tenant.door(listPeople)).find((p) => p.email === email)).toMatchObject({ name: "韩梅梅", role: "viewer", isDeactivated: false });
  await expect(acceptAsNewUser({ token, name: "Eve", password: PASSWORD, locale: "en" }, NOW)).rejects.toMatchObject({ code: "not-found" });
});

test("nobody gets a second account, or another's, by joining as a newcomer", async () => {
  const [tenant, person] = [await makeTenant(), await makePerson()];
  const { mailToken } = await invite(tenant, person.email);
  const token = await mailToken();
  await expect(acceptAsNewUser({ token, name: "Eve", password: PASSWORD, locale: "en" }, NOW)).rejects.toMatchObject({ reason: "email-taken" });
  // The refusal used nothing up.
  await acceptInvitation(token, person, NOW);
});

test("inviting again renews the one pending invitation; the earlier link is dead, and so is a revoked one", async () => {
  const [tenant, person] = [await makeTenant(), await makePerson()];
  const first = await invite(tenant, person.email, "agent");
  const earlier = await first.mailToken();
  const second = await invite(tenant, person.email, "admin");
  expect(second.invitationId).toBe(first.invitationId);
  const later = await second.mailToken();
  expect(await tenant.door(listInvitations)).toMatchObject([{ email: person.email, role: "admin" }]);
  await expect(accessInvitation(earlier, NOW)).rejects.toMatchObject({ code: "not-found" });
  await tenant.door((scope) => revokeInvitation(scope, first.invitationId));
  await expect(acceptInvitation(later, person, NOW)).rejects.toMatchObject({ code: "not-found" });
});

test("no mail goes out for an invitation that was taken back meanwhile", async () => {
  const [tenant, person] = [await makeTenant(), await makePerson()];
  const { invitationId } = await invite(tenant, person.email);
  await tenant.door((scope) => revokeInvitation(scope, invitationId));
  expect(await collectMail(invitationId, person.email)).toEqual([]);
});

test("another tenant's invitations and agents are not there", async () => {
  const [mine, theirs] = [await makeTenant(), await makeTenant()];
  const { invitationId } = await invite(theirs, `${newId()}@example.test`);
  const agent = await seat(theirs, "agent");
  expect(await mine.door(listInvitations)).toEqual([]);
  await expect(mine.door((scope) => revokeInvitation(scope, invitationId))).rejects.toMatchObject({ code: "not-found" });
  await expect(mine.door((scope) => changeRole(scope, { agentId: agent.agentId, role: "viewer" }))).rejects.toMatchObject({ code: "not-found" });
  await expect(mine.door((scope) => deactivateAgent(scope, agent.agentId))).rejects.toMatchObject({ code: "not-found" });
  expect(await agent.place()).toMatchObject({ role: "agent" });
});

test("a person sits in two workspaces, and losing one leaves the other", async () => {
  const [a, b] = [await makeTenant("Alpha"), await makeTenant("Beta")];
  const person = await seat(a, "agent");
  await acceptInvitation(await (await invite(b, person.email, "admin")).mailToken(), person, NOW);
  expect((await listSeats(person.id)).map((s) => [s.tenantName, s.role])).toEqual([
    ["Alpha", "agent"],
    ["Beta", "admin"],
  ]);
  await a.door((scope) => deactivateAgent(scope, person.agentId));
  expect((await listSeats(person.id)).map((s) => s.tenantName)).toEqual(["Beta"]);
});

test("a deactivated person can be invited again and gets the same seat with the new role", async () => {
  const tenant = await makeTenant();
  const person = await seat(tenant, "supervisor");
  await tenant.door((scope) => deactivateAgent(scope, person.agentId));
  await acceptInvitation(await (await invite(tenant, person.email, "viewer")).mailToken(), person, NOW);
  expect(await person.place()).toMatchObject({ agentId: person.agentId, role: "viewer" });
});

test("who is in the workspace is not invited again", async () => {
  const tenant = await makeTenant();
  const person = await seat(tenant, "agent");
  await expect(invite(tenant, person.email)).rejects.toMatchObject({ code: "conflict", reason: "already-here" });
});

test.each(["supervisor", "agent", "viewer"] as const)("a %s manages nobody", async (role) => {
  const tenant = await makeTenant();
  const person = await seat(tenant, role);
  await expect(person.door((scope) => inviteAgent(scope, { email: `${newId()}@example.test`, role: "admin" }))).rejects.toMatchObject({ code: "forbidden" });
  await expect(person.door((scope) => changeRole(scope, { agentId: person.agentId, role: "admin" }))).rejects.toMatchObject({ code: "forbidden" });
  await expect(person.door((scope) => deactivateAgent(scope, tenant.owner.id))).rejects.toMatchObject({ code: "forbidden" });
});

test("an admin manages everybody but owners, and makes none", async () => {
  const tenant = await makeTenant();
  const [admin, agent] = [await seat(tenant, "admin"), await seat(tenant, "agent")];
  await admin.door((scope) => changeRole(scope, { agentId: agent.agentId, role: "supervisor" }));
  expect(await agent.place()).toMatchObject({ role: "supervisor" });
  for (const target of [admin.agentId, agent.agentId]) {
    await expect(admin.door((scope) => changeRole(scope, { agentId: target, role: "owner" }))).rejects.toMatchObject({ reason: "owners-only" });
  }
  await expect(admin.door((scope) => changeRole(scope, { agentId: tenant.owner.id, role: "agent" }))).rejects.toMatchObject({ reason: "owners-only" });
  await expect(admin.door((scope) => deactivateAgent(scope, tenant.owner.id))).rejects.toMatchObject({ reason: "owners-only" });
});

test("the last owner stays one", async () => {
  const tenant = await makeTenant();
  const step = (scope: Scope) => changeRole(scope, { agentId: tenant.owner.id, role: "admin" });
  await expect(tenant.door(step)).rejects.toMatchObject({ code: "conflict", reason: "last-owner" });
  await expect(tenant.door((scope) => deactivateAgent(scope, tenant.owner.id))).rejects.toMatchObject({ reason: "last-owner" });
  await seat(tenant, "owner");
  await tenant.door(step);
});

test("two owners who step down at the same moment: one of them stays", async () => {
  const tenant = await makeTenant();
  const second = await seat(tenant, "owner");
  const outcomes = await Promise.allSettled([
    tenant.door((scope) => changeRole(scope, { agentId: tenant.owner.id, role: "admin" })),
    second.door((scope) => deactivateAgent(scope, second.agentId)),
  ]);
  expect(outcomes.map((o) => o.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(outcomes.find((o) => o.status === "rejected")).toMatchObject({ reason: { reason: "last-owner" } });
});
