import { createHmac } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { freePort } from "./free-port";
import { makeDataDir } from "./make-data-dir";
import type { Secrets } from "./secrets";

const ROLES = ["page", "imap", "lmtp", "smtp"] as const;
type Ports = Record<(typeof ROLES)[number], number>;

/** The demo's mail servers: where they listen, where the mails lie, and the mailbox that the demo connects. */
export interface MailServersPlan {
  ports: Ports;
  /** The mailbox was not connected with these ports, or not at all. */
  areNew: boolean;
  folder: string;
  appSecret: string;
  /** Of `support@harbour.test`, as the `email` channel takes them. */
  credentials: { address: string; imap: MailServer; smtp: MailServer };
}

interface MailServer {
  host: string;
  port: number;
  user: string;
  password: string;
  tls: boolean;
}

/** The ports of the last start as long as they are free, because the connected mailbox knows them; else new ones, all of them. */
export async function planMailServers(dataDir: string, secretsFor: (kinds: string[]) => Secrets): Promise<MailServersPlan | null> {
  if (!existsSync(path.resolve("e2e/platforms/mail/server.ts"))) return null;
  const appSecret = secretsFor(["mail"]).platforms.mail?.appSecret ?? "";
  const address = "support@harbour.test";
  // The simulator makes the same one of the same secret.
  const password = createHmac("sha256", appSecret).update("mailbox support").digest("base64url").slice(0, 24);
  const { ports, areNew } = await choosePorts(dataDir);
  const at = (port: number) => ({ host: "127.0.0.1", port, user: address, password, tls: false });
  return { ports, areNew, folder: path.join(dataDir, "mail-servers"), appSecret, credentials: { address, imap: at(ports.imap), smtp: at(ports.smtp) } };
}

async function choosePorts(dataDir: string): Promise<{ ports: Ports; areNew: boolean }> {
  const file = path.join(dataDir, "mail-ports.json");
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Ports) : null;
  if (known && (await Promise.all(ROLES.map((role) => isFree(known[role])))).every(Boolean)) return { ports: known, areNew: false };
  const [page = 0, imap = 0, lmtp = 0, smtp = 0] = await Promise.all(ROLES.map(() => freePort()));
  const ports = { page, imap, lmtp, smtp };
  makeDataDir(dataDir);
  writeFileSync(file, JSON.stringify(ports));
  return { ports, areNew: true };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
