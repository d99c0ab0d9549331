import { type Answer, type Call, jsonBody, text } from "../shared/http";
import { badParameter, foreignThread, noSuchPerson, outsideWindow, personUnavailable } from "../shared/meta-errors";
import { type Fetched, fetchMedia } from "../shared/meta-fetch";
import { buttonsOf, checkMessage, checkWindow, type Limits, wordsOf } from "../shared/meta-message";
import type { Platform } from "./platform";
import { findPersonByPsid, type Message, newMid, now, type Page, psidOf, type Thread, threadOf } from "./world";

const ECHO_FIRST_EVERY = 3;
const LIMITS: Limits = { length: (words) => words.length, text: 2000, images: 30, types: ["image", "audio", "video", "file"] };

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
  const problem = checkMessage(message, LIMITS) ?? checkWindow(body, now(platform.world) - thread.lastActAt, outsideWindow);
  if (problem || !message) return problem ?? badParameter("The parameter message is required");
  const media = await fetchAll(platform, message);
  const refused = media.find((file) => "status" in file);
  if (refused && "status" in refused) return refused;
  const sent: Message = {
    mid: newMid(),
    from: "page",
    at: now(platform.world),
    text: wordsOf(message),
    media: media.flatMap((file) => ("status" in file ? [] : [file])),
    metadata: text(message.metadata) || undefined,
    buttons: buttonsOf(message),
    isTemplate: (message.attachment as Fields | undefined)?.type === "template" || undefined,
    replyTo: text((body.reply_to as Fields | undefined)?.mid) || undefined,
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
  const attachments = sent.media.length > 0 ? { attachments: sent.media.map(({ type, url }) => ({ type, payload: { url } })) } : {};
  const content = { ...(sent.text ? { text: sent.text } : {}), ...attachments };
  const message = { is_echo: true, app_id: Number(platform.options.appId), ...(sent.metadata ? { metadata: sent.metadata } : {}), mid: sent.mid, ...content };
  return platform.webhooks.emit(page, "echo", { sender: { id: page.id }, recipient: { id: psid }, timestamp: sent.at, message });
}

function senderAction(platform: Platform, thread: Thread, body: Fields): Answer {
  if (body.message !== undefined) return badParameter("Cannot send both message and sender_action at the same time.");
  const action = text(body.sender_action);
  if (!["typing_on", "typing_off", "mark_seen", "react", "unreact"].includes(action)) return badParameter("Invalid sender_action");
  thread.isTyping = action === "typing_on";
  if (action === "mark_seen") thread.seenByPageAt = now(platform.world);
  if (action === "react" || action === "unreact") {
    const { message_id, reaction } = (body.payload ?? {}) as { message_id?: string; reaction?: string };
    const message = thread.messages.find(({ mid }) => mid === message_id);
    if (!message) return badParameter("The message to react to does not exist");
    message.pageReaction = action === "react" ? (reaction ?? null) : null;
  }
  platform.changed();
  return { status: 200, body: { recipient_id: psidOf(thread.personId, thread.pageId) } };
}

/** Every file of a message that Facebook is to show. */
function fetchAll(platform: Platform, message: Fields): Promise<(Fetched | NonNullable<Answer>)[]> {
  const files = (message.attachments ?? [message.attachment]) as ({ type: string; payload: { url?: string } } | undefined)[];
  const fetched = files.flatMap((file) => (file && file.type !== "template" ? [{ type: file.type, url: file.payload.url ?? "" }] : []));
  return Promise.all(fetched.map((file) => fetchMedia(file, { media: platform.media, now: now(platform.world) })));
}
