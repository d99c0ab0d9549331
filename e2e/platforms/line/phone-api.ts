import { type Answer, badRequest, type Call, jsonBody, type Route, text } from "../shared/http";
import type { PhoneMessage, PhoneView } from "../shared/phone-view";
import { type Act, actOf, press, setBlocked, unsend, type Written, write } from "./person-acts";
import type { Platform } from "./platform";
import { type Account, FIRST_CHANNEL, type Message, newAccount, newPerson } from "./world";

type Fields = Record<string, unknown>;

/** What the phone page, and tests in its place, do as a customer. */
export function phoneRoutes(platform: Platform): Route[] {
  const asPerson =
    (run: (act: Act, fields: Fields) => Promise<object> | object) =>
    async (call: Call): Promise<Answer> => {
      const fields = jsonBody(call);
      const account = platform.world.accounts.find((a) => a.channelId === text(fields.account));
      const person = platform.world.people.find((p) => p.id === text(fields.person));
      if (!account || !person) return badRequest("person and account are ids from /__phone/state");
      const group = platform.world.groups.find((g) => g.id === text(fields.group)) ?? null;
      return { status: 200, body: await run(actOf(platform, account, { person, group }), fields) };
    };
  return [
    ["GET", /^\/__phone\/state$/, ({ query }) => ({ status: 200, body: view(platform, query.get("person") ?? "", query.get("account") ?? "") })],
    ["GET", /^\/__phone\/file\/(\d+)$/, (_call, id = "") => phoneFile(platform, id)],
    ["POST", /^\/__phone\/people$/, (call) => addPerson(platform, call)],
    ["POST", /^\/__phone\/accounts$/, (call) => addAccount(platform, call)],
    ["POST", /^\/__phone\/messages$/, asPerson(async (act, fields) => ({ ids: (await write(platform, act, fields as Written)).map(({ id }) => id) }))],
    // LINE tells accounts nothing of what was seen, edited or reacted to.
    ["POST", /^\/__phone\/(seen|edit|react)$/, asPerson(() => ({ ok: true }))],
    ["POST", /^\/__phone\/unsend$/, asPerson(async (act, { id }) => ({ ok: await unsend(platform, act, text(id)) }))],
    [
      "POST",
      /^\/__phone\/press$/,
      asPerson(async (act, { title, payload }) => {
        await press(platform, act, { title: text(title), payload: text(payload) });
        return { ok: true };
      }),
    ],
    [
      "POST",
      /^\/__phone\/block$/,
      asPerson(async (act, { isBlocked }) => {
        await setBlocked(platform, act, isBlocked === true);
        return { ok: true };
      }),
    ],
  ];
}

function addPerson(platform: Platform, call: Call): Answer {
  const name = text(jsonBody(call).name).trim().slice(0, 20);
  if (!name) return badRequest("a name is needed");
  const person = newPerson(name);
  platform.world.people.push(person);
  platform.changed();
  return { status: 201, body: person };
}

/** What one does at the LINE Developers Console. */
function addAccount(platform: Platform, call: Call): Answer {
  const name = text(jsonBody(call).name).trim().slice(0, 60);
  if (!name) return badRequest("a name is needed");
  const account = newAccount(String(Number(FIRST_CHANNEL) + platform.world.accounts.length), name);
  platform.world.accounts.push(account);
  platform.changed();
  const { channelId, secret, longLivedToken, userId } = account;
  return { status: 201, body: { channelId, channelSecret: secret, channelAccessToken: longLivedToken, userId } };
}

const hintOf = ({ channelId, secret }: Account) => `Channel ID ${channelId}, channel secret ${secret}`;

function view({ world }: Platform, personId: string, accountId: string): PhoneView {
  const person = world.people.find((p) => p.id === personId) ?? world.people[0];
  const account = world.accounts.find((a) => a.channelId === accountId) ?? world.accounts[0];
  const chat = world.chats[`${account?.channelId}:${person?.id}`];
  return {
    people: world.people.map(({ id, name }) => ({ id, name })),
    accounts: world.accounts.map((a) => ({ id: a.channelId, name: a.name, isConnected: a.endpoint !== null, hint: hintOf(a) })),
    person: person?.id ?? "",
    account: account?.channelId ?? "",
    isBlocked: person?.blocked.includes(account?.channelId ?? "") ?? false,
    isTyping: chat?.isLoading ?? false,
    messages: (chat?.messages ?? []).filter(({ isUnsent }) => !isUnsent).map((message, index, all) => bubble(message, index === all.length - 1)),
  };
}

/** Quick replies are gone once something follows. */
function bubble(message: Message, isLast: boolean): PhoneMessage {
  const { id, from, type, text: words, at, file, wire, isTaken } = message;
  const link = typeof wire?.originalContentUrl === "string" ? wire.originalContentUrl : null;
  const sent = link ? { url: link, type, name: `${type}` } : null;
  const written = file ? { url: file.url ?? `/__phone/file/${id}`, type: file.type.startsWith("image") ? "image" : "file", name: file.name } : null;
  const buttons = [
    ...(isLast ? buttonsOf((wire?.quickReply as Items | undefined)?.items) : []),
    ...buttonsOf((wire?.contents as Bubble | undefined)?.body.contents),
  ];
  return { id, from: from === "account" ? "business" : "person", text: words || WORDS[type] || "", media: written ?? sent, at, isTaken, buttons };
}

const WORDS: Record<string, string> = { sticker: "(sticker)", location: "1-3 Kioicho, Chiyoda-ku, Tokyo" };

interface Items {
  items: { action: Fields }[];
}
interface Bubble {
  body: { contents: { action?: Fields }[] };
}

function buttonsOf(items: { action?: Fields }[] = []): { title: string; payload: string }[] {
  const actions = items.flatMap(({ action }) => (action && action.type !== "uri" ? [action] : []));
  return actions.map((action) => ({
    title: text(action.label),
    payload: action.type === "message" ? `say:${text(action.text)}` : `back:${text(action.data)}`,
  }));
}

function phoneFile({ world, files }: Platform, id: string): Answer {
  const bytes = files.get(id);
  const message = Object.values(world.chats)
    .flatMap(({ messages }) => messages)
    .find((m) => m.id === id);
  return bytes
    ? { status: 200, headers: { "content-type": message?.file?.type ?? "application/octet-stream" }, body: bytes }
    : { status: 404, body: "Not Found" };
}
