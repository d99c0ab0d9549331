import { ImapFlow } from "imapflow";
import type { Transport } from "@/server/channels/contract";
import { endpointOf } from "../network";
import type { MailServer } from "../payload";
import { signInError } from "../server-errors";

const CONNECT_TIMEOUT_MS = 15_000;
const SILENCE_TIMEOUT_MS = 60_000;
/** Firewalls forget a silent connection after as little as five minutes; RFC 2177 allows 29. */
const IDLE_MS = 4 * 60_000;
/** Servers take at most some 50 MB of mail; what is larger is an attack on our memory. */
const MAX_LITERAL_BYTES = 64 * 1024 * 1024;

/** Signs in. Throws SendError (`auth` when the password is wrong) in words for a person. The caller closes it, and hears `close` when the server does. */
export async function openImap(server: MailServer, transport: Transport): Promise<ImapFlow> {
  try {
    const { mustUpgrade, ...endpoint } = await endpointOf(server, transport);
    const client = new ImapFlow({
      ...endpoint,
      auth: { user: server.user, pass: server.password },
      // NetEase lets nobody read who has not said what program it is ("Unsafe Login").
      clientInfo: { name: "Parley", version: "1.0", vendor: "Parley" },
      doSTARTTLS: mustUpgrade || undefined,
      logger: false,
      disableAutoIdle: true,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      greetingTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: Math.max(SILENCE_TIMEOUT_MS, IDLE_MS + 60_000),
      maxIdleTime: IDLE_MS,
      maxLiteralSize: MAX_LITERAL_BYTES,
    });
    // Whatever breaks is told by the call that was waiting, or by `close`; without a listener it would end the process.
    client.on("error", () => {});
    await client.connect();
    return client;
  } catch (error) {
    throw signInError(error, { side: "imap", host: server.host });
  }
}

/** Signs in, opens the inbox without ever marking anything as read, and signs out again whatever happens. */
export async function inInbox<T>(server: MailServer, transport: Transport, work: (client: ImapFlow) => Promise<T>): Promise<T> {
  const client = await openImap(server, transport);
  try {
    await client.mailboxOpen("INBOX", { readOnly: true });
    return await work(client);
  } finally {
    // Not `logout`: a server that hangs would be waited for.
    client.close();
  }
}
