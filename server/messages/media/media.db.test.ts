import { spawnSync } from "node:child_process";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { adapterOf } from "@/server/channels/registry";
import { newId } from "@/server/db/ids";
import { makeTenant, type TestTenant } from "@/server/testing/factories";
import { addInbound, makeConversation } from "@/server/testing/inbox-factory";
import { sendReply } from "../send-reply";
import { serveFile } from "../serve-file";
import { storeUpload } from "../store-upload";
import { fitAttachments, type OutgoingFile } from "./fit-attachments";
import { prepareMedia } from "./prepare-media";

const photo = () =>
  sharp({ create: { width: 1_600, height: 1_200, channels: 3, noise: { type: "gaussian", mean: 120, sigma: 40 }, background: "#888888" } })
    .jpeg({ quality: 95 })
    .toBuffer();

const recording = () => {
  const options = ["-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", "sine=duration=2", "-c:a", "libopus", "-f", "webm", "pipe:1"];
  return spawnSync("ffmpeg", options, { maxBuffer: 16 * 1024 * 1024 }).stdout;
};

const doorOf = (tenant: TestTenant) => ({ tenantId: tenant.tenantId, inTenant: <T>(fn: Parameters<typeof tenant.door<T>>[0]) => tenant.door(fn) });

async function answerWith(file: { name: string; mimeType: string; bytes: Uint8Array }, choice: { isVoice?: boolean } = {}) {
  const tenant = await makeTenant();
  const conversation = await makeConversation(tenant);
  await addInbound(tenant, conversation, "Show me.");
  const { uploadId } = await storeUpload(doorOf(tenant), file);
  const input = { conversationId: conversation.id, clientMessageId: newId(), text: "", attachments: [{ uploadId, ...choice }], isNote: true };
  const message = await tenant.door((scope) => sendReply(scope, input));
  return { tenant, attachment: message.attachments[0], messageId: message.id };
}

const viewOf = async (tenant: TestTenant, messageId: string) => {
  const { messagesByIds } = await import("../list-messages");
  return (await tenant.door((scope) => messagesByIds(scope, [messageId])))[0]?.attachments[0];
};

const served = async (url: string | null | undefined) => {
  const response = await serveFile(new Request(url ?? "http://localhost/api/files/none"));
  return { status: response.status, type: response.headers.get("content-type"), bytes: new Uint8Array(await response.arrayBuffer()) };
};

describe("a file's forms", () => {
  test("a photo has a small preview under a link of its own, and the message says when it is there", async () => {
    const bytes = await photo();
    const { tenant, attachment, messageId } = await answerWith({ name: "p.jpg", mimeType: "image/jpeg", bytes });
    expect(attachment).toMatchObject({ formsState: "waiting", previewUrl: null });
    await prepareMedia(doorOf(tenant), attachment?.id ?? "");
    const view = await viewOf(tenant, messageId);
    expect(view).toMatchObject({ formsState: "done", playableUrl: null, width: 1_600 });
    const preview = await served(view?.previewUrl);
    expect(preview).toMatchObject({ status: 200, type: "image/jpeg" });
    expect(preview.bytes.length).toBeLessThan(bytes.length / 2);
    expect((await served(view?.url)).bytes.length).toBe(bytes.length);
    const { rows } = await tenant.door(({ sql }) => sql.query("select from events where type = 'message.updated' and message_id = $1", [messageId]));
    expect(rows).toHaveLength(1);
  });

  test("a recording can be played everywhere, and its length is known", async () => {
    const { tenant, attachment, messageId } = await answerWith({ name: "v.webm", mimeType: "audio/webm", bytes: recording() }, { isVoice: true });
    expect(attachment).toMatchObject({ kind: "voice", formsState: "waiting" });
    await prepareMedia(doorOf(tenant), attachment?.id ?? "");
    const view = await viewOf(tenant, messageId);
    expect(view).toMatchObject({ formsState: "done" });
    expect(view?.durationMs).toBeGreaterThan(1_900);
    expect(await served(view?.playableUrl)).toMatchObject({ status: 200, type: "audio/mp4" });
  });

  test("what cannot be read is marked so, and its original stands", async () => {
    const broken = Buffer.concat([Buffer.from("#!AMR\n"), Buffer.alloc(200, 0xff)]);
    const { tenant, attachment, messageId } = await answerWith({ name: "v.amr", mimeType: "audio/amr", bytes: broken }, { isVoice: true });
    await prepareMedia(doorOf(tenant), attachment?.id ?? "");
    const view = await viewOf(tenant, messageId);
    expect(view).toMatchObject({ formsState: "failed", playableUrl: null });
    expect((await served(view?.url)).bytes.length).toBe(broken.length);
  });
});

describe("what leaves", () => {
  const outgoing = async (tenant: TestTenant, id: string): Promise<OutgoingFile> => {
    const { rows } = await tenant.door(({ sql }) =>
      sql.query<OutgoingFile>(
        `select id, kind, name, mime_type as "mimeType", size_bytes::float8 as "sizeBytes", storage_key as "storageKey", duration_ms as "durationMs", forms
           from attachments where id = $1`,
        [id],
      ),
    );
    if (!rows[0]) throw new Error("no such attachment");
    return rows[0];
  };

  test("a recording leaves as the channel's voice note, and a second attempt sends the same bytes", async () => {
    const { tenant, attachment } = await answerWith({ name: "voice.webm", mimeType: "audio/webm", bytes: recording() }, { isVoice: true });
    const { capabilities } = adapterOf("whatsapp");
    const [first] = await fitAttachments(doorOf(tenant), [await outgoing(tenant, attachment?.id ?? "")], capabilities);
    expect(first).toMatchObject({ kind: "voice", mimeType: "audio/ogg", name: "voice.ogg" });
    const [second] = await fitAttachments(doorOf(tenant), [await outgoing(tenant, attachment?.id ?? "")], capabilities);
    expect(second).toEqual({ ...first, durationMs: second?.durationMs });
  });

  test("a picture of another type leaves as one that the channel shows", async () => {
    const bytes = await sharp(await photo())
      .webp()
      .toBuffer();
    const { tenant, attachment } = await answerWith({ name: "p.webp", mimeType: "image/webp", bytes });
    const [sent] = await fitAttachments(doorOf(tenant), [await outgoing(tenant, attachment?.id ?? "")], adapterOf("whatsapp").capabilities);
    expect(sent).toMatchObject({ mimeType: "image/jpeg", name: "p.jpg" });
  });

  test("what cannot be made into it fails with a sentence that says what to do", async () => {
    const { tenant, attachment } = await answerWith({ name: "v.amr", mimeType: "audio/amr", bytes: Buffer.from("#!AMR\nnonsense") }, { isVoice: true });
    const file = await outgoing(tenant, attachment?.id ?? "");
    await expect(fitAttachments(doorOf(tenant), [file], adapterOf("whatsapp").capabilities)).rejects.toMatchObject({
      kind: "content",
      retryable: false,
      message: expect.stringContaining("Send it in another form."),
    });
  });
});
