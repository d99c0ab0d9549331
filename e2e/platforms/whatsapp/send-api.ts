import { type Answer, type Call, jsonBody, text } from "../shared/http";
import { checkMessage, type Fields } from "./check-message";
import { fillTemplate, type Shown } from "./fill-template";
import { ERROR_CODES, graphError, invalid } from "./graph-errors";
import type { Platform } from "./platform";
import { followUp } from "./statuses";
import { accountOf } from "./values";
import { findPerson, type Message, type Num, newWamid, now, type Person, type Template, type Thread, threadOf, userIdOf } from "./world";

const DAY_MS = 24 * 3_600_000;
/** One in six seconds to the same person, 45 at once. */
const PAIR_PAUSE_MS = 6_000;
const PAIR_BURST = 45;
const MAX_PER_SECOND = 80;

type Addressed = { person: Person | undefined; recipient: string; isUserId: boolean };

/** POST /<number>/messages: a message, a reaction, or that something was read. */
export function postMessage(platform: Platform, number: Num, call: Call): Answer {
  const body = jsonBody(call);
  if (!number.isRegistered) return graphError(133010);
  if (body.messaging_product !== "whatsapp") return graphError(100, "messaging_product must be whatsapp.");
  if (body.status !== undefined) return markRead(platform, number, body);
  const addressed = addressOf(platform, number, body);
  if ("status" in addressed) return addressed;
  const thread = addressed.person && threadOf(platform.world, number.id, addressed.person.id);
  const busy = checkRates(platform, number, thread);
  if (busy) return busy;
  if (body.type === "reaction") return react(platform, { body, addressed, thread });
  const made = makeShown(platform, number, { body, addressed });
  if ("status" in made) return made;
  // Of somebody unknown nothing is known, not even that they never wrote: that comes out later.
  if (!made.template && thread && now(platform.world) - thread.lastActAt > DAY_MS) return graphError(131047);
  return accept(platform, number, { body, addressed, thread, made });
}

function addressOf(platform: Platform, number: Num, body: Fields): Addressed | NonNullable<Answer> {
  if (body.to === undefined && body.recipient === undefined) return graphError(131008, "The parameter to is required.");
  const account = accountOf(platform.world, number);
  if (body.to === undefined) {
    const recipient = text(body.recipient);
    if (!/^[A-Z]{2}\.[0-9A-Za-z]{1,128}$/.test(recipient)) return graphError(131009, "recipient is not a user id.");
    return { person: findPerson(platform.world, account.id, recipient), recipient, isUserId: true };
  }
  // Without the plus sign the business's own country code is put before it.
  const given = text(body.to);
  const digits = given.replace(/\D/g, "");
  const recipient = given.startsWith("+") ? digits : `${number.digits.slice(0, 2)}${digits}`;
  if (recipient === number.digits) return graphError(131021);
  return { person: findPerson(platform.world, account.id, recipient), recipient, isUserId: false };
}

function checkRates(platform: Platform, number: Num, thread: Thread | undefined): Answer {
  const at = now(platform.world);
  if (thread) {
    thread.sentAt = thread.sentAt.filter((sentAt) => at - sentAt < PAIR_BURST * PAIR_PAUSE_MS);
    if (thread.sentAt.length >= PAIR_BURST) return graphError(131056);
  }
  const recent = Object.values(platform.world.threads).filter(({ numberId }) => numberId === number.id);
  const inSecond = recent.flatMap(({ sentAt }) => sentAt.filter((sent) => at - sent < 1000)).length;
  return inSecond >= MAX_PER_SECOND ? graphError(130429) : null;
}

type Made = { shown: Shown; template?: Template };

function makeShown(platform: Platform, number: Num, { body, addressed }: { body: Fields; addressed: Addressed }): Made | NonNullable<Answer> {
  if (body.type === "template") {
    const account = accountOf(platform.world, number);
    const filled = fillTemplate(platform, account, (body.template ?? {}) as Fields);
    if ("status" in filled) return filled;
    if (filled.template.category === "AUTHENTICATION" && addressed.isUserId) return graphError(131062);
    if (filled.template.category === "MARKETING" && addressed.person?.optedOut.includes(account.id)) return graphError(131050);
    return filled;
  }
  return checkMessage(platform, body) ?? { shown: showMessage(platform, body) };
}

function showMessage(platform: Platform, body: Fields): Shown {
  const type = text(body.type) || "text";
  const content = body[type] as Fields;
  if (type === "text") return { text: text(content.body), media: null };
  if (type === "interactive") return { text: text((content.body as Fields).text), media: null, buttons: buttonsOf((content.action ?? {}) as Fields) };
  const file = platform.media.find(text(content.id));
  const url = file ? platform.media.phoneUrl(text(content.id)) : text(content.link);
  return { text: text(content.caption), media: { url, type, name: text(content.filename) || file?.name || type } };
}

function buttonsOf(action: Fields): Message["buttons"] {
  const { buttons, sections, parameters } = action as {
    buttons?: { reply: { id: string; title: string } }[];
    sections?: { rows: { id: string; title: string }[] }[];
    parameters?: { display_text: string; url: string };
  };
  if (parameters) return [{ title: parameters.display_text, payload: parameters.url }];
  if (buttons) return buttons.map(({ reply }) => ({ title: reply.title, payload: reply.id }));
  return (sections ?? []).flatMap(({ rows }) => rows.map(({ id, title }) => ({ title, payload: id, isList: true })));
}

interface Accepted {
  body: Fields;
  addressed: Addressed;
  thread: Thread | undefined;
  made: Made;
}

/** Accepted is not delivered: somebody unknown, blocked or out of reach only shows in a status. */
function accept(platform: Platform, number: Num, { body, addressed, thread, made }: Accepted): Answer {
  const at = now(platform.world);
  const message: Message = {
    ...made.shown,
    wamid: newWamid(),
    from: "business",
    at,
    callbackData: text(body.biz_opaque_callback_data) || undefined,
    replyTo: text((body.context as Fields | undefined)?.message_id) || undefined,
    isTemplate: made.template !== undefined,
    isVoice: (body.audio as Fields | undefined)?.voice === true,
  };
  const failure = failureOf(platform, number, { addressed, made });
  thread?.sentAt.push(at);
  if (thread && !failure) thread.messages.push(message);
  if (thread) thread.isTyping = false;
  platform.changed();
  followUp(platform, { number, person: addressed.person, recipient: addressed.recipient, message }, failure);
  // Done, but nobody will hear of it: the caller's clock runs out.
  if (platform.control.take("timeout")) return null;
  const { person } = addressed;
  const account = accountOf(platform.world, number);
  const ids = person ? { ...(person.username ? {} : { wa_id: person.phone }), user_id: userIdOf(person, account.id) } : { wa_id: addressed.recipient };
  const contact = { input: text(body.to) || text(body.recipient), ...ids };
  const paced = made.template ? { message_status: "accepted" } : {};
  return { status: 200, body: { messaging_product: "whatsapp", contacts: [contact], messages: [{ id: message.wamid, ...paced }] } };
}

function failureOf(platform: Platform, number: Num, { addressed: { person }, made }: Pick<Accepted, "addressed" | "made">): string | null {
  const asked = ERROR_CODES.find((code) => platform.control.take(`late:${code}`));
  if (asked) return asked;
  if (!person || person.blocked.includes(number.id)) return "131026";
  // No marketing in the United States since 2025-04-01.
  return made.template?.category === "MARKETING" && /^1\d{10}$/.test(person.phone) ? "131049" : null;
}

function markRead(platform: Platform, number: Num, body: Fields): Answer {
  const wamid = text(body.message_id);
  const thread = Object.values(platform.world.threads).find((t) => t.numberId === number.id && t.messages.some((message) => message.wamid === wamid));
  const place = thread?.messages.findIndex((message) => message.wamid === wamid) ?? -1;
  if (body.status !== "read" || !thread || thread.messages[place]?.from !== "person") return invalid("message_id is not that of a message you got.");
  for (const message of thread.messages.slice(0, place + 1)) message.isRead = true;
  thread.isTyping = body.typing_indicator !== undefined;
  platform.changed();
  return { status: 200, body: { success: true } };
}

/** A reaction is a message of its own: it can be sent within the window alone, and an empty one takes the last back. */
function react(platform: Platform, { body, addressed, thread }: Omit<Accepted, "made">): Answer {
  const { message_id: wamid, emoji } = body.reaction as Fields;
  const message = thread?.messages.find((m) => m.wamid === wamid);
  if (!message) return graphError(131009, "reaction.message_id is not that of a message.");
  message.reaction = text(emoji) || null;
  platform.changed();
  const contact = { input: addressed.recipient, wa_id: addressed.recipient };
  return { status: 200, body: { messaging_product: "whatsapp", contacts: [contact], messages: [{ id: newWamid() }] } };
}
