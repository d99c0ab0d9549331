import { type Answer, badRequest, type Call, jsonBody, type Route, text } from "../shared/http";
import type { PhoneMessage, PhoneView } from "../shared/phone-view";
import { type Act, actOf, edit, migrate, press, react, setBlocked, type Written, write } from "./person-acts";
import type { Platform } from "./platform";
import { type Bot, FIRST_BOT, type Message, newBot } from "./world";

type Fields = Record<string, unknown>;

/** What the phone page, and tests in its place, do as a customer. */
export function phoneRoutes(platform: Platform): Route[] {
  const asPerson =
    (run: (act: Act, fields: Fields) => object) =>
    (call: Call): Answer => {
      const fields = jsonBody(call);
      const bot = platform.world.bots.find((b) => String(b.id) === text(fields.account));
      const person = platform.world.people.find((p) => String(p.id) === text(fields.person));
      if (!bot || !person) return badRequest("person and account are ids from /__phone/state");
      const groupId = fields.group === undefined ? undefined : Number(fields.group);
      return { status: 200, body: run(actOf(platform, bot, { person, groupId }), fields) };
    };
  return [
    ["GET", /^\/__phone\/state$/, ({ query }) => ({ status: 200, body: view(platform, query.get("person") ?? "", query.get("account") ?? "") })],
    ["GET", /^\/__phone\/file\/(.+)$/, (_call, path = "") => phoneFile(platform, path)],
    ["POST", /^\/__phone\/people$/, (call) => addPerson(platform, call)],
    ["POST", /^\/__phone\/bots$/, (call) => addBot(platform, call)],
    ["POST", /^\/__phone\/messages$/, asPerson((act, fields) => ({ ids: write(platform, act, fields as Written).map((message) => message.id) }))],
    // Telegram tells bots nothing of what was seen.
    ["POST", /^\/__phone\/seen$/, asPerson(() => ({ ok: true }))],
    ["POST", /^\/__phone\/edit$/, asPerson((act, { id, text: value }) => ({ ok: edit(platform, act, { id: Number(id), text: text(value) }) }))],
    ["POST", /^\/__phone\/react$/, asPerson((act, { id, emoji }) => ({ ok: react(platform, act, { id: Number(id), emoji: text(emoji) || null }) }))],
    [
      "POST",
      /^\/__phone\/press$/,
      asPerson((act, { id, payload, isInline }) => {
        press(platform, act, { id: Number(id), payload: text(payload), isInline: isInline === true });
        return { ok: true };
      }),
    ],
    [
      "POST",
      /^\/__phone\/block$/,
      asPerson((act, { isBlocked }) => {
        setBlocked(platform, act, isBlocked === true);
        return { ok: true };
      }),
    ],
    ["POST", /^\/__phone\/migrate$/, asPerson((act) => ({ movedTo: migrate(platform, act) }))],
  ];
}

function addPerson(platform: Platform, call: Call): Answer {
  const name = text(jsonBody(call).name).trim().slice(0, 60);
  if (!name) return badRequest("a name is needed");
  const person = { id: 6123456789 + platform.world.people.length, name, blocked: [] };
  platform.world.people.push(person);
  platform.changed();
  return { status: 201, body: { ...person, id: String(person.id) } };
}

/** What one does at @BotFather. */
function addBot(platform: Platform, call: Call): Answer {
  const name = text(jsonBody(call).name).trim().slice(0, 60);
  if (!name) return badRequest("a name is needed");
  const bot = newBot(FIRST_BOT + platform.world.bots.length, name);
  platform.world.bots.push(bot);
  platform.changed();
  return { status: 201, body: { id: String(bot.id), token: bot.token } };
}

function view(platform: Platform, personId: string, botId: string): PhoneView {
  const { world } = platform;
  const person = world.people.find((p) => String(p.id) === personId) ?? world.people[0];
  const bot = world.bots.find((b) => String(b.id) === botId) ?? world.bots[0];
  const chat = world.chats[`${bot?.id}:${person?.id}`];
  return {
    people: world.people.map(({ id, name }) => ({ id: String(id), name })),
    accounts: world.bots.map(({ id, name, webhook, token }) => ({ id: String(id), name, isConnected: webhook.url !== "", hint: `Bot token: ${token}` })),
    person: String(person?.id ?? ""),
    account: String(bot?.id ?? ""),
    isBlocked: person?.blocked.includes(bot?.id ?? 0) ?? false,
    isTyping: chat?.isTyping ?? false,
    messages: bot && person && chat ? chat.messages.map((message) => bubble(message, waiting(bot, person.id))) : [],
  };
}

/** Message ids that the bot's webhook has not taken yet. */
function waiting(bot: Bot, chatId: number): Set<number> {
  const queued = (bot.queues[chatId] ?? []).map(({ update }) => (update.message as { message_id?: number } | undefined)?.message_id);
  return new Set(queued.filter((id) => id !== undefined));
}

function bubble(message: Message, untaken: Set<number>): PhoneMessage {
  const { id, from, text: value, shown = "", file, at, buttons, reaction, editedAt } = message;
  const media = file && { url: `/__phone/file/${file.path}`, type: file.mimeType.startsWith("image/") ? "image" : "file", name: file.name };
  const isTaken = from === "person" ? !untaken.has(id) : undefined;
  return {
    id: String(id),
    from: from === "bot" ? "business" : "person",
    text: value || shown,
    media,
    at,
    isTaken,
    buttons,
    reaction,
    isEdited: editedAt !== undefined,
  };
}

function phoneFile(platform: Platform, path: string): Answer {
  const bytes = platform.files.bytes(path);
  return bytes
    ? { status: 200, headers: { "content-type": /\.(png|webp)$/.exec(path) ? "image/png" : "image/jpeg" }, body: bytes }
    : { status: 404, body: "Not Found" };
}
