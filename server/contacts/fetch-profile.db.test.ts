import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SYSTEM } from "@/server/access/actor";
import { createChannel } from "@/server/connections/create-channel";
import { inTenant } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { makeConversation, type TestConversation } from "@/server/testing/inbox-factory";
import { type LocalPlatform, startLocalPlatform } from "@/server/testing/local-platform";
import { fetchIdentityProfile } from "./fetch-profile";

let platform: LocalPlatform;
let tenant: TestTenant;
let conversation: TestConversation;

beforeAll(async () => {
  platform = await startLocalPlatform("profiletest");
});
afterAll(() => platform.close());
beforeEach(async () => {
  tenant = await makeTenant();
  const { channelId } = await tenant.door((s) => createChannel(s, { kind: platform.kind, name: "Page", credentials: { account: randomUUID() } }));
  conversation = await makeConversation(tenant, { channelId });
  await tenant.door(async (s) => {
    await s.sql.query("update identities set kind = $1", [platform.kind]);
    await s.sql.query("update contacts set name = null");
  });
});

const answer = (profile: unknown, status = 200) => platform.files.set(`/profile/${conversation.identityId}`, { bytes: JSON.stringify(profile), status });
const fetchIt = () => fetchIdentityProfile({ tenantId: tenant.tenantId, inTenant: (fn) => inTenant(tenant.tenantId, SYSTEM, fn) }, conversation.identityId);
const contact = () => tenant.door((s) => s.db.contact.findFirstOrThrow());
const identity = () => tenant.door((s) => s.db.identity.findFirstOrThrow());
const events = async () => (await tenant.door((s) => s.sql.query("select contact_id from events where type = 'contact.updated'"))).rows;

describe("fetchIdentityProfile", () => {
  test("names a contact that had no name, once", async () => {
    answer({ name: "Lucía Fernández", avatarUrl: "https://cdn.example/a.jpg", locale: "es", timeZone: "Europe/Madrid" });
    await fetchIt();
    expect(await contact()).toMatchObject({ name: "Lucía Fernández", avatarUrl: "https://cdn.example/a.jpg", locale: "es", timeZone: "Europe/Madrid" });
    expect(await identity()).toMatchObject({ displayName: "Lucía Fernández", profileFetchedAt: expect.any(Date) });
    answer({ name: "Somebody Else" });
    await fetchIt();
    expect((await identity()).displayName).toBe("Lucía Fernández");
    expect(await events()).toEqual([{ contact_id: conversation.contactId }]);
  });

  test("asks for somebody in a group, who has no conversation of their own, by the channel that they were seen in", async () => {
    const { id: channelId } = await tenant.door((s) => s.db.channel.findFirstOrThrow());
    const member = randomUUID();
    await tenant.door((s) =>
      s.sql.query(
        `insert into identities (tenant_id, id, contact_id, kind, scope, value, verified, created_at)
         values ($1, $2, $3, $4, 'page', $5, true, now())`,
        [tenant.tenantId, member, conversation.contactId, platform.kind, member],
      ),
    );
    platform.files.set(`/profile/${member}`, { bytes: JSON.stringify({ name: "Mei" }) });
    const door = { tenantId: tenant.tenantId, inTenant: <T>(fn: (scope: Scope) => Promise<T>) => inTenant(tenant.tenantId, SYSTEM, fn) };
    const named = async () => (await tenant.door((s) => s.db.identity.findFirstOrThrow({ where: { id: member } }))).displayName;
    await fetchIdentityProfile(door, member);
    expect(await named()).toBeNull();
    await fetchIdentityProfile(door, member, { channelId, group: "C1" });
    expect(await named()).toBe("Mei");
  });

  test("never writes over what people wrote", async () => {
    await tenant.door((s) => s.sql.query("update contacts set name = 'Mrs Fernández'"));
    answer({ name: "lucy_77" });
    await fetchIt();
    expect((await contact()).name).toBe("Mrs Fernández");
    expect((await identity()).displayName).toBe("lucy_77");
    expect(await events()).toEqual([]);
  });

  test("keeps the person's further addresses; one that is somebody else's stays theirs, and says what speaks for both being one", async () => {
    answer({ also: [{ scope: "union", value: "o-union" }] });
    await fetchIt();
    const identities = () => tenant.door((s) => s.db.identity.findMany({ orderBy: { createdAt: "asc" } }));
    expect(await identities()).toMatchObject([
      { id: conversation.identityId },
      { contactId: conversation.contactId, scope: "union", value: "o-union", verified: true },
    ]);

    const other = await makeConversation(tenant, { channelId: (await tenant.door((s) => s.db.channel.findFirstOrThrow())).id });
    await tenant.door((s) => s.sql.query("update identities set kind = $1", [platform.kind]));
    platform.files.set(`/profile/${other.identityId}`, { bytes: JSON.stringify({ also: [{ scope: "union", value: "o-union" }] }) });
    await fetchIdentityProfile({ tenantId: tenant.tenantId, inTenant: (fn) => inTenant(tenant.tenantId, SYSTEM, fn) }, other.identityId);
    expect(await identities()).toHaveLength(3);
    const evidence = await tenant.door((s) => s.db.identityEvidence.findMany());
    const union = (await identities()).find(({ scope }) => scope === "union");
    expect(evidence.map(({ identityId, sameAsId }) => [identityId, sameAsId].sort())).toEqual([[union?.id, other.identityId].sort()]);
  });

  test("takes no picture's address that is not https", async () => {
    answer({ name: "Lucía", avatarUrl: "javascript:alert(1)" });
    await fetchIt();
    expect((await contact()).avatarUrl).toBeNull();
  });

  test("a platform that will not say is not asked again that day; one that is away is", async () => {
    answer({}, 503);
    await expect(fetchIt()).rejects.toThrow();
    expect((await identity()).profileFetchedAt).toBeNull();
    answer({}, 404);
    await fetchIt();
    expect((await identity()).profileFetchedAt).not.toBeNull();
    expect((await contact()).name).toBeNull();
  });
});
