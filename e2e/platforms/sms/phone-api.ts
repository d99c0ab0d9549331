import { type Answer, badRequest, type Call, jsonBody, type Route, text } from "../shared/http";
import type { PhoneMessage, PhoneView } from "../shared/phone-view";
import { type Act, type Written, write } from "./person-acts";
import type { Platform } from "./platform";
import { type Account, FIRST_NUMBER, type Message, newAccount, newPerson } from "./world";

type Fields = Record<string, unknown>;

/** What the phone page, and tests in its place, do as a customer. People are by their number, accounts by their first. */
export function phoneRoutes(platform: Platform): Route[] {
  const asPerson =
    (run: (act: Act, fields: Fields) => Promise<object> | object) =>
    async (call: Call): Promise<Answer> => {
      const fields = jsonBody(call);
      const account = platform.world.accounts.find((one) => numberOf(one) === text(fields.account));
      const person = platform.world.people.find(({ number }) => number === text(fields.person));
      if (!account || !person) return badRequest("person and account are ids from /__phone/state");
      return { status: 200, body: await run({ account, person }, fields) };
    };
  return [
    ["GET", /^\/__phone\/state$/, ({ query }) => ({ status: 200, body: view(platform, query.get("person") ?? "", query.get("account") ?? "") })],
    ["GET", /^\/__phone\/file\/(ME\w+)$/, (_call, sid = "") => phoneFile(platform, sid)],
    ["POST", /^\/__phone\/people$/, (call) => addPerson(platform, call)],
    ["POST", /^\/__phone\/accounts$/, (call) => addAccount(platform, call)],
    ["POST", /^\/__phone\/messages$/, asPerson(async (act, fields) => ({ ids: [(await write(platform, act, fields as Written)).sid] }))],
    // A text cannot be changed, reacted to or seen.
    ["POST", /^\/__phone\/(seen|edit|react)$/, asPerson(() => ({ ok: true }))],
    // The phone's "block" is the word that Twilio understands.
    [
      "POST",
      /^\/__phone\/block$/,
      asPerson(async (act, { isBlocked }) => ({ ids: [(await write(platform, act, { text: isBlocked === true ? "STOP" : "START" })).sid] })),
    ],
  ];
}

const numberOf = (account: Account) => account.numbers[0]?.number ?? "";

function addPerson(platform: Platform, call: Call): Answer {
  const name = text(jsonBody(call).name).trim().slice(0, 60);
  if (!name) return badRequest("a name is needed");
  const person = newPerson(platform.world, name);
  platform.world.people.push(person);
  platform.changed();
  return { status: 201, body: { id: person.number, ...person } };
}

/** What one buys at the Twilio console. */
function addAccount(platform: Platform, call: Call): Answer {
  const name = text(jsonBody(call).name).trim().slice(0, 60);
  if (!name) return badRequest("a name is needed");
  // Ten apart: the pool's number is beside the account's own.
  const account = newAccount(`+${Number(FIRST_NUMBER) + 10 * platform.world.accounts.length}`, name);
  platform.world.accounts.push(account);
  platform.changed();
  return { status: 201, body: { ...account, from: numberOf(account), serviceSid: account.services[0]?.sid } };
}

const hintOf = (account: Account) => `Account SID ${account.sid}, auth token ${account.authToken}, number ${numberOf(account)}`;

function view({ world }: Platform, personNumber: string, accountNumber: string): PhoneView {
  const person = world.people.find(({ number }) => number === personNumber) ?? world.people[0];
  const account = world.accounts.find((one) => numberOf(one) === accountNumber) ?? world.accounts[0];
  const messages = world.messages.filter((one) => one.person === person?.number && one.accountSid === account?.sid);
  const isConnected = (one: Account) => one.numbers.some(({ smsUrl }) => smsUrl !== "") || one.services.some(({ inboundUrl }) => inboundUrl !== "");
  return {
    people: world.people.map(({ number, name }) => ({ id: number, name })),
    accounts: world.accounts.map((one) => ({ id: numberOf(one), name: one.name, isConnected: isConnected(one), hint: hintOf(one) })),
    person: person?.number ?? "",
    account: account ? numberOf(account) : "",
    isBlocked: (person?.optedOut.length ?? 0) > 0,
    isTyping: false,
    messages: messages.filter(arrives).map(bubble),
  };
}

/** What the network dropped never reaches a phone. */
const arrives = ({ direction, status }: Message) => direction !== "outbound" || ["sent", "delivered", "queued"].includes(status);

function bubble({ sid, direction, body, media, links, at, isTaken }: Message): PhoneMessage {
  const [file] = media;
  const [link] = links;
  const written = file ? { url: `/__phone/file/${file.sid}`, type: file.type.startsWith("image/") ? "image" : "file", name: file.name } : null;
  const sent = link ? { url: link, type: "image", name: "picture" } : null;
  return { id: sid, from: direction === "inbound" ? "person" : "business", text: body, media: written ?? sent, at, isTaken };
}

function phoneFile({ world, files }: Platform, sid: string): Answer {
  const media = world.messages.flatMap((message) => message.media).find((one) => one.sid === sid);
  const bytes = files.get(sid);
  return bytes && media ? { status: 200, headers: { "content-type": media.type }, body: bytes } : { status: 404, body: "Not Found" };
}
