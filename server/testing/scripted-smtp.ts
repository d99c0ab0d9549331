import type { AddressInfo, Socket } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** What the server does at one moment of a conversation, instead of taking the mail. */
export interface SmtpScript {
  /** 535 and its kin, to any password. */
  auth?: { code: number; text: string };
  mailFrom?: { code: number; text: string };
  /** By address. */
  recipients?: Record<string, { code: number; text: string }>;
  /** cut: the connection breaks when so much has come. silent: everything is taken and nothing said. dot: broken after the last byte. */
  data?: "cut" | "silent" | "dot" | { code: number; text: string };
  greeting?: "silent";
}

export interface ScriptedSmtp {
  port: number;
  mails: { from: string; to: string[]; raw: string }[];
  script: SmtpScript;
  close(): Promise<void>;
}

const CUT_AFTER_BYTES = 200_000;

/** A mail server that misbehaves as told, to see what the sender makes of it. */
export async function startScriptedSmtp(options: SMTPServerOptions = {}): Promise<ScriptedSmtp> {
  const mails: ScriptedSmtp["mails"] = [];
  const running: Pick<ScriptedSmtp, "script"> = { script: {} };
  const sockets = new Set<Socket>();
  const refuse = (given?: { code: number; text: string }) => (given ? Object.assign(new Error(given.text), { responseCode: given.code }) : null);
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: true,
    logger: false,
    onConnect: (_session, done) => void (running.script.greeting === "silent" || done()),
    onAuth: (_auth, _session, done) => (running.script.auth ? done(refuse(running.script.auth)) : done(null, { user: "u" })),
    onMailFrom: (_address, _session, done) => done(refuse(running.script.mailFrom)),
    onRcptTo: ({ address }, _session, done) => done(refuse(running.script.recipients?.[address])),
    onData(stream, session, done) {
      const { data } = running.script;
      let raw = "";
      stream.on("data", (chunk: Buffer) => {
        raw += chunk.toString("latin1");
        if (data === "cut" && raw.length > CUT_AFTER_BYTES) for (const socket of sockets) socket.destroy();
      });
      stream.on("end", () => {
        if (data === "silent") return;
        if (data === "dot") return sockets.forEach((socket) => void socket.destroy());
        const { mailFrom, rcptTo } = session.envelope;
        if (data !== "cut" && !data) mails.push({ from: mailFrom ? mailFrom.address : "", to: rcptTo.map(({ address }) => address), raw });
        done(typeof data === "object" ? refuse(data) : null);
      });
    },
    ...options,
  });
  server.on("error", () => {});
  server.server.on(options.secure ? "secureConnection" : "connection", (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(resolve));
  };
  return Object.assign(running, { port: (server.server.address() as AddressInfo).port, mails, close });
}
