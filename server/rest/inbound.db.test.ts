import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { drainAll } from "@/server/intake/run-lanes";
import { fetchAttachmentBytes } from "@/server/messages/fetch-attachment";
import { makeTenant } from "@/server/testing/factories";
import { restOf } from "@/server/testing/rest-client";

async function customChannel() {
  const tenant = await makeTenant();
  const api = await restOf(tenant);
  const { body } = await api("POST /channels", { kind: "api", name: "Shop system" });
  const path = `/channels/${body.id}`;
  const messages = async () => {
    await drainAll(tenant.tenantId);
    const [conversation] = (await api("GET /conversations")).body.data;
    if (!conversation) return [];
    return (await api(`GET /conversations/${conversation.id}/messages`)).body.data;
  };
  return { tenant, api, path, channelId: body.id, secret: String(body.identitySecret), messages };
}

const message = (given: object = {}) => ({ externalId: "m-1", from: { externalId: "c-42", name: "Omar Siddiqui" }, text: "Where is it?", ...given });

describe("a custom channel", () => {
  test("stores a message once, however often it is told", async () => {
    const { api, path, messages } = await customChannel();
    const answers = await Promise.all(Array.from({ length: 10 }, () => api(`POST ${path}/inbound`, message())));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 201]);
    expect(answers.map(({ body }) => body.duplicate).filter((duplicate) => !duplicate)).toHaveLength(1);
    expect(await messages()).toMatchObject([{ kind: "inbound", text: "Where is it?", externalId: "m-1", seq: 1 }]);
    expect(await api(`POST ${path}/inbound`, message())).toMatchObject({ status: 200, body: { externalId: "m-1", duplicate: true } });
  });

  test("takes edits and deletions of a message, also when they overtake it", async () => {
    const { tenant, api, path, messages } = await customChannel();
    expect((await api(`PATCH ${path}/inbound/m-1`, { text: "Where is my parcel?" })).status).toBe(200);
    await drainAll(tenant.tenantId);
    await api(`POST ${path}/inbound`, message());
    expect(await messages()).toMatchObject([{ text: "Where is my parcel?", editedAt: expect.any(String) }]);
    await api(`DELETE ${path}/inbound/m-1`);
    expect(await messages()).toMatchObject([{ text: null, deletedAt: expect.any(String) }]);
  });

  test("carries a file that was uploaded before", async () => {
    const { tenant, api, path, messages } = await customChannel();
    const form = new FormData();
    form.set("file", new File(["%PDF-1.4 invoice"], "invoice.pdf", { type: "application/pdf" }));
    const { body: upload } = await api("POST /uploads", form);
    await api(`POST ${path}/inbound`, message({ text: undefined, attachments: [{ uploadId: upload.uploadId }] }));
    const [pending] = ((await messages())[0]?.attachments ?? []) as { id: string }[];
    expect(pending).toMatchObject({ kind: "file", name: "invoice.pdf", state: "pending", url: null });
    const door = { tenantId: tenant.tenantId, inTenant: tenant.door, isLastAttempt: false };
    await fetchAttachmentBytes(door, pending?.id ?? "");
    expect((await messages())[0]?.attachments).toMatchObject([{ state: "stored", sizeBytes: 16, url: expect.stringContaining("/api/files/") }]);
  });

  test("believes who somebody is only with the channel's signature", async () => {
    const { api, path, secret, messages } = await customChannel();
    const sign = (id: string) => createHmac("sha256", secret).update(id).digest("hex");
    await api(`POST ${path}/inbound`, message({ from: { externalId: "c-1", identifierHash: sign("c-1") } }));
    await api(`POST ${path}/inbound`, message({ externalId: "m-2", from: { externalId: "c-2", identifierHash: sign("c-1") } }));
    await messages();
    const contacts = (await api("GET /contacts")).body.data;
    const identities = await Promise.all(contacts.map(async ({ id }) => (await api(`GET /contacts/${id}/identities`)).body.data[0]));
    expect(Object.fromEntries(identities.map((identity) => [identity?.value, identity?.verified]))).toEqual({ "c-1": true, "c-2": false });
  });

  test("refuses what does not fit, each field by name, and stores nothing of it", async () => {
    const { api, path, messages } = await customChannel();
    const fields = async (body: unknown) => {
      const { status, body: problem } = await api(`POST ${path}/inbound`, body);
      expect(status).toBe(422);
      return (problem.errors as { field: string }[]).map(({ field }) => field);
    };
    expect(await fields(message({ colour: "red", from: { externalId: "x", age: 3 } }))).toEqual(["from.age", "colour"]);
    expect(await fields({ text: "x" })).toEqual(["externalId", "from"]);
    expect(await fields(message({ text: undefined }))).toEqual(["text"]);
    expect(await fields(message({ attachments: [{ name: "a" }] }))).toEqual(["attachments.0"]);
    expect(await fields(message({ attachments: [{ url: "javascript:alert(1)" }] }))).toEqual(["attachments.0.url"]);
    expect(await fields(message({ providerAt: "yesterday" }))).toEqual(["providerAt"]);
    const stranger = await restOf(await makeTenant());
    expect((await stranger(`POST ${path}/inbound`, message())).status).toBe(404);
    expect((await api(`POST ${path}/inbound`, message({ attachments: [{ uploadId: "nonsense" }] }))).status).toBe(404);
    expect(await messages()).toEqual([]);
    expect((await api(`POST ${path}/inbound`, message())).status).toBe(201);
    expect(await messages()).toHaveLength(1);
  });

  test("reports what became of a reply, forwards only, and of its own messages only", async () => {
    const { api, path, messages } = await customChannel();
    const other = await customChannel();
    await api(`POST ${path}/inbound`, message());
    const conversationId = (await messages())[0]?.conversationId;
    const { body: sent } = await api(`POST /conversations/${conversationId}/messages`, { text: "It left today." });
    const status = `POST ${path}/messages/${sent.id}/status`;
    expect(await api(status, { status: "delivered" })).toMatchObject({ status: 200, body: { delivery: { status: "delivered" } } });
    expect(await api(status, { status: "sent" })).toMatchObject({ status: 200, body: { delivery: { status: "delivered" } } });
    expect(await api(status, { status: "arrived" })).toMatchObject({ status: 422 });
    expect((await other.api(`POST ${other.path}/messages/${sent.id}/status`, { status: "read" })).status).toBe(404);
    expect(await api(status, { status: "read" })).toMatchObject({ body: { delivery: { status: "read", readAt: expect.any(String) } } });
  });

  test("begins conversations with whom it knows by their id, once a thread", async () => {
    const { tenant, api, path, channelId } = await customChannel();
    const { body: contact } = await api("POST /contacts", { name: "Jens Keller" });
    expect(await api("POST /conversations", { contactId: contact.id, channelId })).toMatchObject({ status: 422, body: { code: "no-identity-on-channel" } });
    expect(await api(`POST /contacts/${contact.id}/identities`, { channelId, value: "c-7" })).toMatchObject({
      status: 201,
      body: { value: "c-7", verified: false },
    });
    expect((await api(`POST /contacts/${contact.id}/identities`, { channelId, value: "c-7" })).status).toBe(200);
    const begun = await api("POST /conversations", { contactId: contact.id, channelId, subject: "Your order", message: { text: "It has shipped." } });
    expect(begun).toMatchObject({ status: 201, body: { subject: "Your order", lastSeq: 1 } });
    expect(await api("POST /conversations", { contactId: contact.id, channelId })).toMatchObject({ status: 200, body: { id: begun.body.id } });
    await api(`POST ${path}/inbound`, message({ from: { externalId: "c-7" }, text: "Thank you" }));
    await drainAll(tenant.tenantId);
    expect((await api("GET /conversations")).body.data).toMatchObject([{ id: begun.body.id, lastSeq: 2 }]);
    const { body: someone } = await api("POST /contacts", { name: "Somebody else" });
    expect(await api(`POST /contacts/${someone.id}/identities`, { channelId, value: "c-7" })).toMatchObject({ status: 409, body: { code: "identity-taken" } });
  });

  test("lists what came in raw, and takes up again only what is one's own", async () => {
    const { api, path, messages } = await customChannel();
    const other = await customChannel();
    for (const n of [1, 2, 3]) await api(`POST ${path}/inbound`, message({ externalId: `m-${n}` }));
    await messages();
    const first = await api(`GET ${path}/inbound-events?limit=2`);
    expect(first.body.data).toMatchObject([{ state: "done", source: "api", items: [{ dedupKey: "message:m-3" }] }, { items: [{ dedupKey: "message:m-2" }] }]);
    const second = await api(`GET ${path}/inbound-events?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body).toMatchObject({ data: [{ items: [{ dedupKey: "message:m-1" }] }], nextCursor: null });
    const event = first.body.data[0]?.id;
    expect((await api(`POST ${path}/inbound-events/${event}/replay`)).status).toBe(202);
    expect((await other.api(`POST ${other.path}/inbound-events/${event}/replay`)).status).toBe(404);
    expect((await other.api(`GET ${other.path}/inbound-events`)).body.data).toEqual([]);
  });

  test("takes nothing once it is disconnected, and no other kind takes anything", async () => {
    const { api, path } = await customChannel();
    const { body: widget } = await api("POST /channels", { kind: "widget", name: "Shop" });
    expect(await api(`POST /channels/${widget.id}/inbound`, message())).toMatchObject({ status: 422, body: { code: "not-an-api-channel" } });
    await api(`DELETE ${path}`);
    expect(await api(`POST ${path}/inbound`, message())).toMatchObject({ status: 409, body: { code: "channel-disconnected" } });
  });
});
