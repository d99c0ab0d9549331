import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Transport } from "@/server/channels/contract";
import { endpointOf } from "../network";
import type { MailServer } from "../payload";
import { signInError } from "../server-errors";
import type { Envelope } from "./compose-mime";

const CONNECT_TIMEOUT_MS = 15_000;
/** RFC 5321, section 4.5.3.2.6: a server may take ten minutes after the last byte. We wait for two; then nobody knows. */
const SILENCE_TIMEOUT_MS = 120_000;
const CHUNK_BYTES = 16 * 1024;

/** Signs in. Throws SendError (`auth` when the password is wrong) in words for a person. The caller closes it. */
export async function openSmtp(server: MailServer, transport: Transport): Promise<SMTPConnection> {
  let connection: SMTPConnection | null = null;
  try {
    const { mustUpgrade, ...endpoint } = await endpointOf(server, transport);
    const opened = new SMTPConnection({
      ...endpoint,
      requireTLS: mustUpgrade,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      greetingTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_TIMEOUT_MS,
    });
    connection = opened;
    await settled(opened, (done) => opened.connect(done));
    await settled(opened, (done) => opened.login({ user: server.user, pass: server.password }, done));
    return opened;
  } catch (error) {
    // A refused password ends no connection by itself; servers count those that stand open.
    connection?.close();
    throw signInError(error, { side: "smtp", host: server.host });
  }
}

/** A server refused some of the recipients: nothing was sent to anybody. */
export class RecipientsRefused extends Error {
  override readonly name = "RecipientsRefused";
  constructor(readonly refusals: { recipient?: string; response?: string; responseCode?: number }[]) {
    super("some recipients were refused");
  }
}

/** How far a mail had got when it failed: once it is whole, only the server knows. */
export class SubmitError extends Error {
  override readonly name = "SubmitError";
  constructor(
    readonly isWhole: boolean,
    override readonly cause: Error,
  ) {
    super(cause.message);
  }
}

/**
 * Hands one mail over, to all of its recipients or to none: a server that refuses one of them gets no content, so that nobody has
 * to find out later who has it. Throws SubmitError, around RecipientsRefused or the connection's own error.
 */
export async function submit(connection: SMTPConnection, { raw, envelope }: { raw: Buffer; envelope: Envelope }): Promise<void> {
  // The connection notes refused recipients on the envelope that it was given.
  const given: Envelope & { size: number; rejectedErrors?: RecipientsRefused["refusals"] } = { ...envelope, size: raw.length };
  let at = 0;
  let isWhole = false;
  const content = new Readable({
    // Called first when the server has said 354 to DATA.
    read() {
      const refusals = given.rejectedErrors ?? [];
      if (refusals.length > 0) return void this.destroy(new RecipientsRefused(refusals));
      isWhole = at >= raw.length;
      this.push(isWhole ? null : raw.subarray(at, at + CHUNK_BYTES));
      at += CHUNK_BYTES;
    },
  });
  try {
    await settled(connection, (done) => connection.send(given, content, done));
  } catch (error) {
    // Where the sender was refused, the commands behind it in the pipeline were too, and mean nothing.
    const isOfSender = (error as { command?: string }).command === "MAIL FROM";
    const refusals = given.rejectedErrors ?? [];
    throw new SubmitError(isWhole, refusals.length > 0 && !isOfSender && !isWhole ? new RecipientsRefused(refusals) : (error as Error));
  } finally {
    connection.close();
  }
}

/** The call's own answer or the connection's failure, whichever comes first. */
function settled(connection: SMTPConnection, call: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    connection.on("error", reject);
    call((error) => (error ? reject(error) : resolve()));
  }).finally(() => {
    connection.removeAllListeners("error");
    // A late failure has nobody to tell any more; without a listener it would end the process.
    connection.on("error", () => {});
  });
}
