import { type Answer, type Call, jsonBody, text } from "../shared/http";
import { badMedia, badParameter, foreignThread, noSuchPerson, personUnavailable } from "../shared/meta-errors";
import { checkMessage, checkWindow } from "./check-send";
import type { Platform } from "./platform";
import { findPersonByPsid, type Message, newMid, now, type Page, psidOf, type Thread, threadOf } from "./world";

const MB = 1024 * 1024;
const FETCH_TIMEOUT_MS = 10_000;
const ECHO_FIRST_EVERY = 3;

type Fields = Record<string, unknown>;

/** POST /<page>/messages: the same checks in the same words as the platform, then echo, delivery and, when looked at, read. */
export async function sendMessage(platform: Platform, page: Page, call: Call): Promise<Answer> {
  const body = jsonBody(call);
  const psid = text((body.recipient as Fields | undefined)?.id);
  const person = findPersonByPsid(platform.world, page.id, psid);
  if (!person) return noSuchPerson();
  if (platform.control.take("refuse") || person.blocked.includes(page.id)) return personUnavailable();
  const thread = threadOf(platform.world, page.id, person.id);
  if (thread.owner === "other") return foreignThread();
  if (body.sender_action !== undefined) return senderAction(platform, thread, body);
  const message = body.message as Fields | undefined;
  const problem = checkMessage(message) ?? checkWindow(body, now(platform.world) - thread.lastActAt);
  if (problem || !message) return problem ?? badParameter("The parameter message is required");
  const media = await fetchMedia(platform, message);
  if (media && "status" in media) return media;
  const sent: Message = {
    mid: newMid(),
    from: "page",
    at: now(platform.world),
    text: text(message.text),
    media,
    metadata: text(message.metadata) || undefined,
    buttons: (message.quick_replies as { title: string; payload: string }[] | undefined)?.map(({ title, payload }) => ({ title, payload })),
    edits: 0,
  };
  thread.messages.push(sent);
  thread.isTyping = false;
  platform.world.sends += 1;
  platform.changed();
  return answerAfterEcho(platform, page, { thread, sent });
}

/** The echo follows the answer, or goes before it: every third time, and when asked for. */
async function answerAfterEcho(platform: Platform, page: Page, { thread, sent }: { thread: Thread; sent: Message }): Promise<Answer> {
  const psid = psidOf(thread.personId, page.id);
  const { sends } = platform.world;
  const isFirst = platform.control.take("echo-first") || sends % ECHO_FIRST_EVERY === 0;
  if (isFirst) await emitEcho(platform, page, { psid, sent });
  setTimeout(async () => {
    if (!isFirst) await emitEcho(platform, page, { psid, sent });
    // Facebook names the messages or only says "up to here"; both happen.
    await emitDelivery(platform, page, { psid, sent, isNamed: sends % 2 === 0 });
  }, 20);
  // Done, but nobody will hear of it: the caller's clock runs out.
  if (platform.control.take("timeout")) return null;
  return { status: 200, body: { recipient_id: psid, message_id: sent.mid } };
}

function emitDelivery(platform: Platform, page: Page, { psid, sent, isNamed }: { psid: string; sent: Message; isNamed: boolean }): Promise<boolean> {
  const delivery = { ...(isNamed ? { mids: [sent.mid] } : {}), watermark: sent.at };
  return platform.webhooks.emit(page, "delivery", { sender: { id: psid }, recipient: { id: page.id }, timestamp: now(platform.world), delivery });
}

function emitEcho(platform: Platform, page: Page, { psid, sent }: { psid: string; sent: Message }): Promise<boolean> {
  const attachments = sent.media ? { attachments: [{ type: sent.media.type, payload: { url: sent.media.url } }] } : {};
  const content = { ...(sent.text ? { text: sent.text } : {}), ...attachments };
  const message = { is_echo: true, app_id: Number(platform.options.appId), ...(sent.metadata ? { metadata: sent.metadata } : {}), mid: sent.mid, ...content };
  return platform.webhooks.emit(page, "echo", { sender: { id: page.id }, recipient: { id: psid }, timestamp: sent.at, message });
}

function senderAction(platform: Platform, thread: Thread, body: Fields): Answer {
  if (body.message !== undefined) return badParameter("Cannot send both message and sender_action at the same time.");
  const action = text(body.sender_action);
  if (!["typing_on", "typing_off", "mark_seen", "react", "unreact"].includes(action)) return badParameter("Invalid sender_action");
  thread.isTyping = action === "typing_on";
  platform.changed();
  return { status: 200, body: { recipient_id: psidOf(thread.personId, thread.pageId) } };
}

/** Facebook fetches what it is to show; a file it cannot get, or a too large one, is refused. */
async function fetchMedia(platform: Platform, message: Fields): Promise<Message["media"] | NonNullable<Answer>> {
  const attachment = message.attachment as { type: string; payload: { url?: string } } | undefined;
  if (!attachment || attachment.type === "template") return null;
  try {
    const response = await fetch(attachment.payload.url ?? "", { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
    if (!response.ok) return badMedia("Failed to fetch the file from the url", 2018008);
    const bytes = Buffer.from(await response.arrayBuffer());
    if (bytes.length > (attachment.type === "image" ? 8 : 25) * MB) return badMedia("Attachment size exceeds allowable limit", 2018047);
    const type = response.headers.get("content-type") ?? "application/octet-stream";
    const name = decodeURIComponent(new URL(response.url).pathname.split("/").at(-1) ?? "file");
    return { url: platform.media.put({ bytes, type, name }, { now: now(platform.world) }), type: attachment.type, name };
  } catch {
    return badMedia("Failed to fetch the file from the url", 2018008);
  }
}
