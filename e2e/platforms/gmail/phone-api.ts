import { type Answer, badRequest, type Call, jsonBody, type Route, text } from "../shared/http";
import type { PhoneView } from "../shared/phone-view";
import { deliver } from "./api";
import { addressesIn, composeMail, field, wordsOf } from "./mails";
import type { Platform } from "./platform";
import type { Mailbox } from "./world";

/** What the customer's mail program, and tests in its place, do. */
export function phoneRoutes(platform: Platform): Route[] {
  return [
    ["GET", /^\/__phone\/state$/, ({ query }) => ({ status: 200, body: view(platform, query.get("person") ?? "", query.get("account") ?? "") })],
    ["POST", /^\/__phone\/people$/, (call) => addPerson(platform, call)],
    ["POST", /^\/__phone\/messages$/, (call) => write(platform, call)],
    ["POST", /^\/__phone\/raw$/, (call) => deliverRaw(platform, call)],
    // Nobody tells a mailbox what was seen.
    ["POST", /^\/__phone\/seen$/, () => ({ status: 200, body: { ok: true } })],
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

/** A new mail, or an answer to the last one of the business's. */
function write(platform: Platform, call: Call): Answer {
  const given = jsonBody(call);
  const mailbox = mailboxOf(platform, given.account);
  const person = platform.world.people.find((p) => p.address === text(given.person));
  if (!mailbox || !person) return badRequest("person and account are addresses from /__phone/state");
  const answers = mailbox.mails.findLast((mail) => mail.person === person.address && mail.labels.includes("SENT"));
  const known = answers && field(Buffer.from(answers.raw, "base64").toString("latin1"), "Subject");
  const subject = text(given.subject) || (known ? `Re: ${known.replace(/^(re: )+/i, "")}` : "A question");
  const replyTo = answers && addressesIn(field(Buffer.from(answers.raw, "base64").toString("latin1"), "Reply-To"))[0];
  const raw = composeMail({ from: person.address, name: person.name, to: replyTo ?? mailbox.address, subject, text: text(given.text), answers });
  return { status: 200, body: { id: deliver(platform, mailbox, { raw, person: person.address }).id } };
}

/** POST {account, raw in base64}: a mail as it is. */
function deliverRaw(platform: Platform, call: Call): Answer {
  const { account, raw } = jsonBody(call);
  const mailbox = mailboxOf(platform, account);
  if (!mailbox) return badRequest("account is an address from /__phone/state");
  const bytes = Buffer.from(text(raw), "base64");
  const person = addressesIn(field(bytes.toString("latin1"), "From"))[0] ?? "";
  return { status: 200, body: { id: deliver(platform, mailbox, { raw: bytes, person }).id } };
}

function view({ world }: Platform, personAddress: string, account: string): PhoneView {
  const person = world.people.find((p) => p.address === personAddress) ?? world.people[0];
  const mailbox = world.mailboxes.find((m) => m.address === account) ?? world.mailboxes[0];
  const mails = mailbox?.mails.filter((mail) => mail.person === person?.address) ?? [];
  return {
    people: world.people.map(({ address, name }) => ({ id: address, name })),
    accounts: world.mailboxes.map(({ address, name, watch }) => ({ id: address, name, isConnected: watch !== null, hint: address })),
    person: person?.address ?? "",
    account: mailbox?.address ?? "",
    isBlocked: false,
    isTyping: false,
    lacks: ["edit", "react"],
    messages: mails.map((mail) => ({ id: mail.id, from: mail.labels.includes("SENT") ? "business" : "person", text: wordsOf(mail), media: null, at: mail.at })),
  };
}
