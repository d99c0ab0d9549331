import { describe, expect, test } from "vitest";
import { makeTenant } from "@/server/testing/factories";
import { makeAgent, makeConversation } from "@/server/testing/inbox-factory";
import { createContact } from "./create-contact";
import { deleteContact } from "./delete-contact";
import { getContact } from "./get-contact";
import { listContacts } from "./list-contacts";
import { updateContact } from "./update-contact";

describe("contacts", () => {
  test("an update changes what is given; null removes an attribute; a stale version conflicts", async () => {
    const tenant = await makeTenant();
    const made = await tenant.door((scope) =>
      createContact(scope, { name: "Aiko Tanaka", email: "aiko@example.test", attributes: { plan: "Plus", seats: 3 } }),
    );
    const changed = await tenant.door((scope) => updateContact(scope, { id: made.id, phone: "+81312345678", attributes: { plan: null }, expectedVersion: 1 }));
    expect(changed).toMatchObject({ name: "Aiko Tanaka", email: "aiko@example.test", phone: "+81312345678", attributes: { seats: 3 }, version: 2 });
    const late = tenant.door((scope) => updateContact(scope, { id: made.id, name: "Someone", expectedVersion: 1 }));
    await expect(late).rejects.toMatchObject({ code: "conflict", data: { current: { version: 2, name: "Aiko Tanaka" } } });
    expect(await tenant.door((scope) => updateContact(scope, { id: made.id, name: null }))).toMatchObject({ name: null });
  });

  test("shows a person with identities and every conversation, and to another tenant nothing", async () => {
    const [tenant, other] = await Promise.all([makeTenant(), makeTenant()]);
    const first = await makeConversation(tenant, { status: "resolved" });
    const second = await makeConversation(tenant, { contactId: first.contactId });
    const seen = await tenant.door((scope) => getContact(scope, first.contactId));
    expect(seen.contact.name).toBe("Lucía Fernández");
    expect(seen.identities.map((identity) => identity.id)).toEqual([first.identityId, second.identityId]);
    expect(new Set(seen.conversations.map((row) => row.id))).toEqual(new Set([first.id, second.id]));
    for (const call of [getContact, deleteContact])
      await expect(other.door<unknown>((scope) => call(scope, first.contactId))).rejects.toMatchObject({ code: "not-found" });
    await expect(other.door((scope) => updateContact(scope, { id: first.contactId, name: "Mallory" }))).rejects.toMatchObject({ code: "not-found" });
    expect((await other.door((scope) => listContacts(scope, { limit: 50 }))).items).toEqual([]);
  });

  test("an agent sees the people of the conversations they may see", async () => {
    const tenant = await makeTenant();
    const solo = await makeAgent(tenant, { visibility: "mine" });
    const mine = await makeConversation(tenant, { assigneeId: solo.actor.id, contactName: "Mine" });
    const foreign = await makeConversation(tenant, { contactName: "Foreign" });
    expect((await solo.door((scope) => listContacts(scope, { limit: 50 }))).items.map((contact) => contact.name)).toEqual(["Mine"]);
    await expect(solo.door((scope) => getContact(scope, foreign.contactId))).rejects.toMatchObject({ code: "not-found" });
    expect((await solo.door((scope) => getContact(scope, mine.contactId))).contact.name).toBe("Mine");
  });

  test("pages newest first and finds by address, identity and words", async () => {
    const tenant = await makeTenant();
    for (const n of [1, 2, 3, 4, 5]) {
      await tenant.door((scope) => createContact(scope, { name: `Person ${n}`, email: `p${n}@example.test` }));
      // The next millisecond: those of one instant stand in no promised order.
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const { identityId, contactId } = await makeConversation(tenant, { contactName: "Chloé 100%" });
    const names: (string | null)[] = [];
    let cursor: string | null = null;
    do {
      const page = await tenant.door((scope) => listContacts(scope, { limit: 2, cursor }));
      names.push(...page.items.map((contact) => contact.name));
      cursor = page.nextCursor;
    } while (cursor);
    expect(names).toEqual(["Chloé 100%", "Person 5", "Person 4", "Person 3", "Person 2", "Person 1"]);
    const found = async (given: object) => (await tenant.door((scope) => listContacts(scope, { limit: 50, ...given }))).items;
    expect(await found({ email: "p3@example.test" })).toMatchObject([{ name: "Person 3" }]);
    expect(await found({ identity: identityId })).toMatchObject([{ id: contactId }]);
    expect(await found({ q: "0%" })).toMatchObject([{ id: contactId }]);
  });

  test("deletes a person without history only", async () => {
    const tenant = await makeTenant();
    const { contactId } = await makeConversation(tenant);
    const made = await tenant.door((scope) => createContact(scope, { name: "Never wrote" }));
    await expect(tenant.door((scope) => deleteContact(scope, contactId))).rejects.toMatchObject({ reason: "has-conversations" });
    await tenant.door((scope) => deleteContact(scope, made.id));
    await expect(tenant.door((scope) => getContact(scope, made.id))).rejects.toMatchObject({ code: "not-found" });
  });
});
