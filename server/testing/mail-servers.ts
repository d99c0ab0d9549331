import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";
import { type MailServers, type MailServersOptions, startMailServers } from "@/e2e/platforms/mail/servers";
import { provideEnvironment } from "@/lib/env";

export interface TestMailServers extends MailServers {
  /** A mailbox of the test's own on these servers; its credentials as the `email` channel takes them. */
  makeMailbox(): TestMailbox;
}

export interface TestMailbox {
  address: string;
  password: string;
  credentials: { address: string; imap: MailServer; smtp: MailServer };
}

interface MailServer {
  host: string;
  port: number;
  user: string;
  password: string;
  tls: boolean;
}

const MAILBOXES = 80;

/** A real Dovecot and a real Exim of this test file's own, open to the product's guarded network. Every mailbox lies in `<random>.harbour.test`. */
export async function startTestMailServers(options: Partial<MailServersOptions> = {}): Promise<TestMailServers> {
  const domain = `${randomBytes(4).toString("hex")}.harbour.test`;
  // Made beforehand: Dovecot looks at its list of accounts once a second.
  const accounts = Array.from({ length: MAILBOXES }, (_, i) => ({ address: `m${i}@${domain}`, password: `${randomBytes(6).toString("base64")} ä"\\` }));
  const servers = await startMailServers({ folder: path.join(tmpdir(), `parley-${domain}`), domains: [domain], accounts, ...options });
  const { imap, imaps, smtp, smtps } = servers.ports;
  for (const port of [imap, imaps, smtp, smtps]) allowOutbound(`127.0.0.1:${port}`, `localhost:${port}`);
  const makeMailbox = (): TestMailbox => {
    const { address, password } = accounts.shift() ?? { address: "", password: "" };
    if (!address) throw new Error(`a test file has ${MAILBOXES} mailboxes`);
    const at = (port: number): MailServer => ({ host: "127.0.0.1", port, user: address, password, tls: false });
    return { address, password, credentials: { address, imap: at(imap), smtp: at(smtp) } };
  };
  return { ...servers, makeMailbox };
}

/** Opens these host:ports to the guarded transport, for the rest of the test run. */
export function allowOutbound(...targets: string[]): void {
  process.env.OUTBOUND_ALLOW = [process.env.OUTBOUND_ALLOW, ...targets].filter(Boolean).join(",");
  // It has been read already: read it anew.
  provideEnvironment({});
}
