import { type Answer, badRequest, type Call, jsonBody, type Route, text } from "../shared/http";
import { composeMail, type WrittenMail } from "../shared/mail-mime";
import type { PhoneView } from "../shared/phone-view";
import { deliver, note } from "./inbox-api";
import type { Platform } from "./platform";
import { type Mail, type Mailbox, newMailbox } from "./world";

/** What the customer's mail program, and tests in its place, do. */
export function phoneRoutes(platform: Platform): Route[] {
  return [
    ["GET", /^\/__phone\/state$/, ({ query }) => ({ status: 200, body: view(platform, query.get("person") ?? "", query.get("account") ?? "") })],
    ["POST", /^\/__phone\/people$/, (call) => addPerson(platform, call)],
    ["POST", /^\/__phone\/accounts$/, (call) => addMailbox(platform, call)],
    ["POST", /^\/__phone\/messages$/, (call) => write(platform, call)],
    ["POST", /^\/__phone\/raw$/, (call) => deliverRaw(platform, call)],
    ["POST", /^\/__phone\/owner$/, (call) => asOwner(platform, call)],
    // Nobody tells a mailbox what was seen, and mails are not called back.
    ["POST", /^\/__phone\/(seen|edit|react|block)$/, () => ({ status: 200, body: { ok: true } })],
  ];
}

const mailboxOf = ({ world }: Platform, address: unknown): Mailbox | undefined => world.mailboxes.find((m) => m.address === text(address));

function addPerson(platform: Platform, call: Call): Answer {
  const name = text(jsonBody(call).name).trim().slice(0, 60);
  if (!name) return badRequest("a name is needed");
  const person = { name, address: `${name.toLowerCase().replace(/[^a-z0-9]+/g, ".")}@mail.example` };
  platform.world.people.push(person);
  platform.changed();
  return { status: 201, body: { id: person.address, name } };
}

/** Another account of the company's. */
function addMailbox(platform: Platform, call: Call): Answer {
  const name = text(jsonBody(call).name).trim().slice(0, 60);
  if (!name) return badRequest("a name is needed");
  const mailbox = newMailbox(`${name.toLowerCase().replace(/[^a-z0-9]+/g, ".")}@nordwind.example`, name);
  platform.world.mailboxes.push(mailbox);
  platform.changed();
  return { status: 201, body: { address: mailbox.address } };
}

/** A new mail, or an answer to the last one of the business's. */
async function write(platform: Platform, call: Call): Promise<Answer> {
  const given = jsonBody(call);
  const mailbox = mailboxOf(platform, given.account);
  const person = platform.world.people.find((p) => p.address === text(given.person));
  if (!mailbox || !person) return badRequest("person and account are addresses from /__phone/state");
  const answered = mailbox.mails.findLast((mail) => mail.folder === "sentitems" && mail.to.includes(person.address));
  const raw = await composeMail({
    from: person,
    to: answered?.replyTo ?? mailbox.address,
    subject: text(given.subject) || (answered ? `Re: ${answered.subject.replace(/^(re: )+/i, "")}` : "A question"),
    text: text(given.text),
    answers: answered?.messageId,
    file: given.photo as WrittenMail["file"],
  });
  return { status: 200, body: { id: (await deliver(platform, mailbox, raw)).id } };
}

/** POST {account, raw in base64}: a mail as it is. */
async function deliverRaw(platform: Platform, call: Call): Promise<Answer> {
  const { account, raw } = jsonBody(call);
  const mailbox = mailboxOf(platform, account);
  if (!mailbox) return badRequest("account is an address from /__phone/state");
  return { status: 200, body: { id: (await deliver(platform, mailbox, Buffer.from(text(raw), "base64"))).id } };
}

/** POST {account, act: read | delete, id}: what the owner does in Outlook. */
function asOwner(platform: Platform, call: Call): Answer {
  const { account, act, id } = jsonBody(call);
  const mailbox = mailboxOf(platform, account);
  const mail = mailbox?.mails.find((m) => m.id === id);
  if (!mailbox || !mail) return badRequest("account and id are of a mail that is there");
  note(platform, mailbox, { mailId: mail.id, type: act === "delete" ? "deleted" : "updated" });
  if (act === "delete") mailbox.mails = mailbox.mails.filter((m) => m !== mail);
  return { status: 200, body: { ok: true } };
}

function view({ world }: Platform, personAddress: string, account: string): PhoneView {
  const person = world.people.find((p) => p.address === personAddress) ?? world.people[0];
  const mailbox = world.mailboxes.find((m) => m.address === account) ?? world.mailboxes[0];
  const subscribed = new Set(world.subscriptions.map(({ address }) => address));
  const isOfPerson = ({ folder, to, person: other }: Mail) =>
    folder === "inbox" ? other === person?.address : folder === "sentitems" && to.includes(person?.address ?? "");
  return {
    people: world.people.map(({ address, name }) => ({ id: address, name })),
    accounts: world.mailboxes.map(({ address, name }) => ({ id: address, name, isConnected: subscribed.has(address), hint: address })),
    person: person?.address ?? "",
    account: mailbox?.address ?? "",
    isBlocked: false,
    isTyping: false,
    lacks: ["edit", "react"],
    messages: (mailbox?.mails ?? []).filter(isOfPerson).map(bubble),
  };
}

function bubble({ id, folder, subject, text: words, files, at }: Mail): PhoneView["messages"][number] {
  const named = files.map(({ name }) => `\n📎 ${name}`).join("");
  return {
    id,
    from: folder === "sentitems" ? "business" : "person",
    text: `${subject}\n\n${words}${named}`,
    media: null,
    at,
    ...(folder === "inbox" && { isTaken: true }),
  };
}
