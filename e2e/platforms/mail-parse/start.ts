import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { createControl } from "../shared/control";
import { type Answer, badRequest, type Call, jsonBody, type Running, serve, text } from "../shared/http";
import { composeMail, readMail, type WrittenMail } from "../shared/mail-mime";
import { deliver } from "./deliver";
import { newAccount, SERVICES, type ServiceName, type World } from "./world";

/** On the next mail that arrives; on the next that leaves. */
const EFFECTS = ["wrong-signature", "old-signature", "no-raw", "double", "refuse-recipient"];

export interface MailServices extends Running {
  smtpPort: number;
}

/*
 * Mailgun, SendGrid and Postmark as far as they take mails for somebody and send their answers. Not part of the demo: a mailbox there
 * has real servers. POST /__phone/accounts {service, address, url}, /__phone/messages {account, from, subject, text, to?, photo?},
 * /__phone/raw {account, raw in base64, from?, to?}, /__switch {account, isRaw}; SMTP with the user "parley" and the password "secret".
 */

/** Starts all three on one port, and one server for what leaves on another. */
export async function start({ port = 0, retryMs = 10 } = {}): Promise<MailServices> {
  const world: World = { accounts: [], posts: [], sent: [] };
  const control = createControl(EFFECTS);
  const smtp = smtpServer(world, () => control.take("refuse-recipient"));
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));

  const accountOf = (call: Call) => world.accounts.find(({ address }) => address === text(jsonBody(call).account));
  const arrive = async (call: Call, raw: Buffer): Promise<Answer> => {
    const account = accountOf(call);
    if (!account) return badRequest("account is an address that was given to one of the services");
    const mail = await readMail(raw);
    const { from, to } = jsonBody(call);
    const envelope = { from: typeof from === "string" ? from : mail.from, to: text(to) || account.address };
    return { status: 200, body: await deliver(world, { account, raw, mail, envelope }, { control, retryMs }) };
  };

  const running = await serve(port, [
    ["GET", /^\/__state$/, () => ({ status: 200, body: { ...world, next: control.waiting() } })],
    ["POST", /^\/__control$/, (call) => control.handle(call)],
    ["POST", /^\/__phone\/accounts$/, (call) => addAccount(world, call)],
    [
      "POST",
      /^\/__switch$/,
      (call) => {
        const account = accountOf(call);
        if (account) account.isRaw = jsonBody(call).isRaw === true;
        return account ? { status: 200, body: account } : badRequest("there is no such account");
      },
    ],
    [
      "POST",
      /^\/__phone\/messages$/,
      async (call) => {
        const { account, from, subject, text: words, to, photo } = jsonBody(call);
        const mail = { from: { name: "", address: text(from) }, to: text(to) || text(account), subject: text(subject), text: text(words) };
        return arrive(call, await composeMail({ ...mail, file: photo as WrittenMail["file"] }));
      },
    ],
    ["POST", /^\/__phone\/raw$/, (call) => arrive(call, Buffer.from(text(jsonBody(call).raw), "base64"))],
  ]);
  return {
    url: running.url,
    smtpPort: (smtp.server.address() as AddressInfo).port,
    async close() {
      await new Promise<void>((resolve) => smtp.close(() => resolve()));
      await running.close();
    },
  };
}

function addAccount(world: World, call: Call): Answer {
  const { service, address, url } = jsonBody(call);
  if (!SERVICES.includes(service as ServiceName)) return badRequest(`service is one of: ${SERVICES.join(", ")}`);
  if (!URL.canParse(text(url)) || !text(address)) return badRequest("address and url are needed");
  const account = newAccount(service as ServiceName, text(address), text(url));
  world.accounts.push(account);
  return { status: 201, body: account };
}

function smtpServer(world: World, isRefused: () => boolean): SMTPServer {
  return new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, done) {
      const isGood = username === "parley" && password === "secret";
      done(isGood ? null : Object.assign(new Error("Authentication failed"), { responseCode: 535 }), isGood ? { user: username } : undefined);
    },
    onRcptTo(_address, _session, done) {
      done(isRefused() ? Object.assign(new Error("No such user here"), { responseCode: 550 }) : null);
    },
    onData(stream, { envelope: { mailFrom, rcptTo } }, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        world.sent.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString("base64"),
        });
        done();
      });
    },
  });
}
