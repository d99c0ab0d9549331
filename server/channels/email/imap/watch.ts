import type { Gateway } from "@/server/channels/contract";
import { makeBell } from "../bell";
import type { ServerCredentials } from "../payload";
import { openImap } from "./session";

/** Asked anyway at this pace: some servers forget to tell, some cannot. */
const LOOK_MS = 60_000;

/**
 * Waits in IDLE (RFC 2177) until the server says that something changed, and polls. Fetches nothing itself: what a server tells
 * on the side is a hint, the numbers are the truth.
 */
export const gateway: Gateway<ServerCredentials> = {
  async run({ config, signal, pull }, transport) {
    const client = await openImap(config.credentials.imap, transport);
    const bell = makeBell();
    const leave = () => client.close();
    signal.addEventListener("abort", leave, { once: true });
    client.on("close", bell.ring);
    client.on("exists", bell.ring);
    try {
      if (signal.aborted) return;
      await client.mailboxOpen("INBOX", { readOnly: true });
      idle(client, bell.ring);
      while (client.usable && !signal.aborted) {
        bell.reset();
        await pull();
        await bell.rung(LOOK_MS);
      }
    } finally {
      signal.removeEventListener("abort", leave);
      client.close();
    }
    // Ended by the server: opened again by whoever runs us.
    if (!signal.aborted) throw new Error("the connection to the mailbox was lost");
  },
};

/** Goes back into IDLE whenever it ends, as it does every few minutes; over with the connection. */
function idle(client: { usable: boolean; idle(): Promise<unknown> }, onEnd: () => void): void {
  void (async () => {
    while (client.usable) await client.idle();
  })()
    .catch(() => {})
    .finally(onEnd);
}
