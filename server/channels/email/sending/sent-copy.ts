import type { Transport } from "@/server/channels/contract";
import { openImap } from "../imap/session";
import type { MailServer } from "../payload";

/** They put what leaves by their SMTP into the sent mails themselves; ours would be a second copy. */
const COPIES_BY_ITSELF = /(^|\.)(gmail|googlemail|google|outlook|office365|hotmail|live)\.com$/i;
const PATIENCE_MS = 60_000;

/** One at a time for each mailbox: servers allow few connections a user. */
const queues = new Map<string, Promise<void>>();

/**
 * Lays a copy of a mail that left into the mailbox's own folder of sent mails, as mail programs do, some time after this returns.
 * A courtesy: the mail has left whether this works or not, so nobody waits and nothing is told.
 */
export function keepSentCopy(server: MailServer, raw: Buffer, transport: Transport): void {
  if (COPIES_BY_ITSELF.test(server.host)) return;
  const key = `${server.host}:${server.port} ${server.user}`;
  const mine = (queues.get(key) ?? Promise.resolve()).then(() => append(server, raw, transport)).catch(() => {});
  queues.set(key, mine);
  void mine.finally(() => queues.get(key) === mine && queues.delete(key));
}

async function append(server: MailServer, raw: Buffer, transport: Transport): Promise<void> {
  const client = await openImap(server, transport);
  const timer = setTimeout(() => client.close(), PATIENCE_MS);
  try {
    const folders = await client.list();
    const sent = folders.find(({ specialUse }) => specialUse === "\\Sent");
    if (sent) await client.append(sent.path, raw, ["\\Seen"]);
  } finally {
    clearTimeout(timer);
    client.close();
  }
}
