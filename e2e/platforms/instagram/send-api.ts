import { type Answer, type Call, jsonBody, text } from "../shared/http";
import { badParameter, graphError } from "../shared/meta-errors";
import { type Fetched, fetchMedia } from "../shared/meta-fetch";
import { buttonsOf, checkMessage, checkWindow, type Limits, wordsOf } from "../shared/meta-message";
import { emit, type Platform, type Speaker } from "./platform";
import { type Account, findPersonByIgsid, igsidOf, type Message, newMid, now, type Thread, threadOf } from "./world";

const ECHO_FIRST_EVERY = 3;
/** Bytes, not characters: 333 Chinese ones. */
const LIMITS: Limits = { length: (words) => Buffer.byteLength(words), text: 1000, images: 10, types: ["image", "audio", "video", "file"] };
const TYPES: Record<string, RegExp> = {
  image: /^image\/(png|jpeg|gif)/,
  audio: /^audio\/(aac|mp4|x-m4a|m4a|wav|x-wav|wave)/,
  video: /^video\/(mp4|ogg|x-msvideo|quicktime|webm)/,
  file: /^application\/pdf/,
};

type Fields = Record<string, unknown>;

/** The account's own family of refusals, or the Page's. */
const outside = (way: Speaker["way"]) => () =>
  way === "own"
    ? graphError(403, "10/2534022", "(#10) This message is sent outside of allowed window.")
    : graphError(400, "10/2018278", "(#10) This message is sent outside of allowed window.");
const nobody = () => graphError(400, "100/2534014", "The requested user cannot be found.");
const foreign = () => graphError(400, "100/2534037", "Message failed to send because another app is controlling this thread now.");

/** POST /<account or page>/messages: the same checks in the same words as the platform, then the echo. There is no delivery event. */
export async function sendMessage(platform: Platform, { account, way }: Speaker, call: Call): Promise<Answer> {
  const body = jsonBody(call);
  const recipient = (body.recipient ?? {}) as { id?: string; comment_id?: string };
  if (recipient.comment_id !== undefined) return graphError(400, "100/2534025", "The comment is invalid for messaging.");
  const person = findPersonByIgsid(platform.world, account.userId, text(recipient.id));
  if (!person || person.blocked.includes(account.userId) || platform.control.take("refuse")) return nobody();
  const thread = threadOf(platform.world, account.userId, person.id);
  if (thread.owner === "other") return foreign();
  if (body.sender_action !== undefined) return senderAction(platform, thread, body);
  const message = body.message as Fields | undefined;
  const problem = checkMessage(message, LIMITS) ?? checkWindow(body, now(platform.world) - thread.lastActAt, outside(way));
  if (problem || !message) return problem ?? badParameter("The parameter message is required");
  if (message.metadata !== undefined) return badParameter("Unexpected key metadata on param message");
  const media = await fetchAll(platform, message);
  const refused = media.find((file) => "status" in file);
  if (refused && "status" in refused) return graphError(400, "36103", "The media could not be fetched or is of a type that is not supported.");
  const sent = keep(platform, thread, { body, message, media: media.flatMap((file) => ("status" in file ? [] : [file])) });
  return answerAfterEcho(platform, account, { thread, sent });
}

function keep(platform: Platform, thread: Thread, { body, message, media }: { body: Fields; message: Fields; media: Fetched[] }): Message {
  const isTemplate = (message.attachment as Fields | undefined)?.type === "template" || undefined;
  const replyTo = text((body.reply_to as Fields | undefined)?.mid) || undefined;
  const sent: Message = {
    mid: newMid(),
    from: "account",
    at: now(platform.world),
    text: wordsOf(message),
    media,
    buttons: buttonsOf(message),
    isTemplate,
    replyTo,
    edits: 0,
  };
  thread.messages.push(sent);
  thread.isTyping = false;
  platform.world.sends += 1;
  platform.changed();
  return sent;
}

/** The echo follows the answer, or goes before it: every third time, and when asked for. It names neither app nor anything we set. */
async function answerAfterEcho(platform: Platform, account: Account, { thread, sent }: { thread: Thread; sent: Message }): Promise<Answer> {
  const igsid = igsidOf(thread.personId, account.userId);
  const isFirst = platform.control.take("echo-first") || platform.world.sends % ECHO_FIRST_EVERY === 0;
  if (isFirst) await emitEcho(platform, account, { igsid, sent });
  else setTimeout(() => void emitEcho(platform, account, { igsid, sent }), 20);
  // Done, but nobody will hear of it: the caller's clock runs out.
  if (platform.control.take("timeout")) return null;
  return { status: 200, body: { recipient_id: igsid, message_id: sent.mid } };
}

/** What our side said comes back without a mark of whose program said it. */
export function emitEcho(platform: Platform, account: Account, { igsid, sent }: { igsid: string; sent: Message }): Promise<boolean> {
  const attachments = sent.media.length > 0 ? { attachments: sent.media.map(({ type, url }) => ({ type, payload: { url } })) } : {};
  const message = { mid: sent.mid, is_echo: true, ...(sent.text ? { text: sent.text } : {}), ...attachments };
  return emit(platform, account, { kind: "echo", sender: { id: account.userId }, recipient: { id: igsid }, timestamp: sent.at, message });
}

function senderAction(platform: Platform, thread: Thread, body: Fields): Answer {
  if (body.message !== undefined) return badParameter("Cannot send both message and sender_action at the same time.");
  const action = text(body.sender_action);
  if (!["typing_on", "typing_off", "mark_seen", "react", "unreact"].includes(action)) return badParameter("Invalid sender_action");
  thread.isTyping = action === "typing_on";
  if (action === "mark_seen") thread.seenByAccountAt = now(platform.world);
  if (action === "react" || action === "unreact") {
    const { message_id, reaction } = (body.payload ?? {}) as { message_id?: string; reaction?: string };
    const message = thread.messages.find(({ mid }) => mid === message_id);
    if (!message) return badParameter("The message to react to does not exist");
    message.accountReaction = action === "react" ? (reaction ?? null) : null;
  }
  platform.changed();
  return { status: 200, body: { recipient_id: igsidOf(thread.personId, thread.accountId) } };
}

/** Every file of a message that Instagram is to show. */
function fetchAll(platform: Platform, message: Fields): Promise<(Fetched | NonNullable<Answer>)[]> {
  const files = (message.attachments ?? [message.attachment]) as ({ type: string; payload: { url?: string } } | undefined)[];
  const fetched = files.flatMap((file) => (file && file.type !== "template" ? [{ type: file.type, url: file.payload.url ?? "" }] : []));
  return Promise.all(fetched.map((file) => fetchMedia(file, { media: platform.media, now: now(platform.world), types: TYPES })));
}
