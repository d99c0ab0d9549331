import { randomBytes } from "node:crypto";
import { type Answer, badRequest, type Call, jsonBody, type Route, text } from "../shared/http";
import { Mailbox, type NewMail } from "./mailbox";
import type { MailServers } from "./servers";
import { BUSINESS_DOMAIN, CUSTOMER_DOMAIN, credentialsOf, type Person, type World } from "./world";

export interface MailWorld {
  world: World;
  servers: MailServers;
  /** Says that the world changed: saved, and told to open pages. */
  changed(): void;
}

/*
 * What the page, and tests in its place, do as a customer:
 *   GET  /__mail/state?person=ADDRESS     people, businesses (with the credentials a channel takes), the person's mails
 *   POST /__mail/messages                 {person, to, cc?, subject, text, html?, attachments?, inReplyTo?, references?}
 *   POST /__mail/raw                      {person, to: [...], raw} bytes as they are (text, or base64 with isBase64)
 *   POST /__mail/people                   {name, address?} a new customer; DELETE {address}: mail for them comes back
 *   POST /__mail/businesses               {name, address?} a mailbox to connect; DELETE the same
 *   POST /__mail/servers                  {kill: "dovecot" | "exim"}: it comes back by itself
 */
export function mailRoutes(given: MailWorld): Route[] {
  const mailboxes = new Map<string, Mailbox>();
  const boxOf = (address: string): Mailbox | null => {
    const person = given.world.people.find((p) => p.address === address);
    if (!person) return null;
    const box = mailboxes.get(address) ?? new Mailbox(person, given.servers);
    mailboxes.set(address, box);
    return box;
  };
  const asPerson =
    (run: (box: Mailbox, fields: Record<string, unknown>) => Promise<object>) =>
    async (call: Call): Promise<Answer> => {
      const fields = jsonBody(call);
      const box = boxOf(text(fields.person));
      return box ? { status: 200, body: await run(box, fields) } : badRequest("person is an address of /__mail/state");
    };
  return [
    ["GET", /^\/__mail\/state$/, ({ query }) => state(given, boxOf(query.get("person") ?? given.world.people[0]?.address ?? ""))],
    ["GET", /^\/__mail\/file$/, ({ query }) => file(boxOf(query.get("person") ?? ""), query.get("id") ?? "", Number(query.get("index")))],
    ["POST", /^\/__mail\/messages$/, asPerson((box, fields) => box.send(newMail(fields)))],
    [
      "POST",
      /^\/__mail\/raw$/,
      asPerson(async (box, { raw, to, isBase64, from }) => {
        const envelope = { from: from === "" ? "" : box.person.address, to: list(to) };
        await box.sendRaw(Buffer.from(text(raw), isBase64 === true ? "base64" : "utf8"), envelope);
        return { ok: true };
      }),
    ],
    ["POST", /^\/__mail\/people$/, (call) => add(given, call, { among: given.world.people, domain: CUSTOMER_DOMAIN })],
    ["DELETE", /^\/__mail\/people$/, (call) => remove(given, call, given.world.people)],
    ["POST", /^\/__mail\/businesses$/, (call) => add(given, call, { among: given.world.businesses, domain: BUSINESS_DOMAIN })],
    ["DELETE", /^\/__mail\/businesses$/, (call) => remove(given, call, given.world.businesses)],
    ["POST", /^\/__mail\/servers$/, (call) => disturb(given, call)],
  ];
}

async function state({ world, servers }: MailWorld, box: Mailbox | null): Promise<Answer> {
  if (!box) return badRequest("there is no such person");
  const businesses = world.businesses.map((business) => ({
    name: business.name,
    address: business.address,
    credentials: credentialsOf(business, servers.ports),
  }));
  const people = world.people.map(({ name, address }) => ({ name, address }));
  return { status: 200, body: { people, businesses, person: box.person.address, mails: await box.list() } };
}

function newMail(fields: Record<string, unknown>): NewMail {
  const { attachments, inReplyTo, html } = fields;
  return {
    to: list(fields.to),
    cc: list(fields.cc),
    subject: text(fields.subject),
    text: text(fields.text),
    html: text(html) || undefined,
    attachments: Array.isArray(attachments) ? (attachments as NewMail["attachments"]) : [],
    inReplyTo: text(inReplyTo) || undefined,
    references: list(fields.references),
  };
}

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(text) : text(value).split(",")).map((entry) => entry.trim()).filter(Boolean);

async function add({ servers, changed }: MailWorld, call: Call, { among, domain }: { among: Person[]; domain: string }): Promise<Answer> {
  const fields = jsonBody(call);
  const name = text(fields.name).trim().slice(0, 60);
  if (!name) return badRequest("a name is needed");
  const address =
    text(fields.address).toLowerCase() ||
    `${
      name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, ".")
        .replace(/^\.|\.$/g, "") || "p"
    }.${randomBytes(2).toString("hex")}@${domain}`;
  if (!address.endsWith(`@${domain}`)) return badRequest(`addresses here end with @${domain}`);
  if (among.some((person) => person.address === address)) return badRequest("this address is taken");
  const person = { name, address, password: randomBytes(12).toString("base64url") };
  servers.addAccount(person);
  await untilKnown(new Mailbox(person, servers));
  among.push(person);
  changed();
  return { status: 201, body: { ...person, credentials: credentialsOf(person, servers.ports) } };
}

/** Dovecot looks at its list of accounts once a second. */
async function untilKnown(box: Mailbox): Promise<void> {
  for (let attempts = 0; attempts < 20; attempts++) {
    const isKnown = await box.list().then(
      () => true,
      () => false,
    );
    if (isKnown) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("the mail server does not know the new account");
}

function remove({ servers, changed }: MailWorld, call: Call, among: Person[]): Answer {
  const index = among.findIndex((person) => person.address === text(jsonBody(call).address));
  const [gone] = index < 0 ? [] : among.splice(index, 1);
  if (!gone) return badRequest("there is no such address");
  servers.removeAccount(gone.address);
  changed();
  return { status: 200, body: { ok: true } };
}

function file(box: Mailbox | null, id: string, index: number): Answer {
  const found = box?.file(id, index);
  if (!found) return { status: 404, body: "Not Found" };
  const isPicture = /^image\/(png|jpeg|gif|webp)$/.test(found.mimeType);
  const disposition = `${isPicture ? "inline" : "attachment"}; filename*=UTF-8''${encodeURIComponent(found.name)}`;
  return {
    status: 200,
    headers: { "content-type": isPicture ? found.mimeType : "application/octet-stream", "content-disposition": disposition },
    body: found.bytes,
  };
}

async function disturb({ servers }: MailWorld, call: Call): Promise<Answer> {
  const { kill } = jsonBody(call);
  if (kill !== "dovecot" && kill !== "exim") return badRequest("kill is dovecot or exim");
  await servers[kill].kill();
  return { status: 200, body: { killed: kill } };
}
