import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { processesOf, serverAccount } from "./account";
import { makeCertificates } from "./certificate";
import { Daemon } from "./daemon";
import { prepareFolders } from "./folder";
import { missingMailServers } from "./packages";
import { dovecotSettings, eximSettings, type MailPorts, type Recipe } from "./recipes";

/** A login of the mail servers; the address is the user's name. */
export interface MailAccount {
  address: string;
  password: string;
}

export interface MailServersOptions {
  /** Where the mails lie; the same folder again has them still. */
  folder: string;
  /** The first is the servers' own; all have their mailboxes here. */
  domains: string[];
  accounts: MailAccount[];
  /** Free ones unless given. */
  ports?: Partial<MailPorts>;
  /** Speaks TLS as well: STARTTLS on the plain ports, TLS from the start on `imaps` and `smtps`. */
  tls?: boolean;
}

export interface MailServers {
  ports: MailPorts;
  domain: string;
  folder: string;
  /** PEM file of the authority behind the certificates; null without TLS. */
  authority: string | null;
  dovecot: Daemon;
  exim: Daemon;
  /** At once, without a restart; the same address again changes its password. */
  addAccount(account: MailAccount): void;
  /** Mail for it comes back from now on. */
  removeAccount(address: string): void;
  /** The mailbox is a new one to every client: other numbers, the same mails. */
  renumber(address: string): void;
  /** `forget` takes the mails away as well. */
  stop(options?: { forget?: boolean }): Promise<void>;
}

/**
 * Starts a real Dovecot (IMAP, LMTP) and a real Exim (SMTP, with its own reports) on loopback, with everything they write in one
 * folder. Several may run side by side. Throws one sentence where the machine has none, and the server's own words where one
 * does not start.
 */
export async function startMailServers(options: MailServersOptions): Promise<MailServers> {
  const missing = missingMailServers();
  if (missing) throw new Error(missing);
  const recipe = await prepare(options);
  const { folder, ports, account } = recipe;
  const dovecotFile = path.join(folder, "dovecot.conf");
  const eximFile = path.join(folder, "exim.conf");
  writeFileSync(dovecotFile, dovecotSettings(recipe));
  writeFileSync(eximFile, eximSettings(recipe));
  const accounts = new Map(options.accounts.map((given) => [given.address, given]));
  writeAccounts(folder, accounts);
  const runAs = { account: account.isSwitched ? { uid: account.uid, gid: account.gid } : null, cwd: folder };
  const dovecot = new Daemon({
    ...runAs,
    file: "/usr/sbin/dovecot",
    args: ["-F", "-c", dovecotFile],
    port: ports.imap,
    // It refuses to start over one, even when that process is gone and only nobody took note.
    prepare: () => rmSync(path.join(recipe.runFolder, "master.pid"), { force: true }),
  });
  const exim = new Daemon({ ...runAs, file: "/usr/sbin/exim4", args: ["-C", eximFile, "-bdf", "-q2s"], port: ports.smtp });
  for (const file of [dovecotFile, eximFile]) stopLeftovers(file);
  await Promise.all([dovecot.start(), exim.start()]).catch(async (error: unknown) => {
    await Promise.all([dovecot.stop(), exim.stop()]);
    throw error;
  });
  return {
    ports,
    domain: options.domains[0] ?? "",
    folder,
    authority: recipe.tls ? path.join(folder, "ca.pem") : null,
    dovecot,
    exim,
    addAccount(given) {
      accounts.set(given.address, given);
      writeAccounts(folder, accounts);
    },
    removeAccount(address) {
      accounts.delete(address);
      writeAccounts(folder, accounts);
    },
    renumber: (address) => forgetNumbers(folder, address),
    async stop({ forget = false } = {}) {
      await Promise.all([dovecot.stop(), exim.stop()]);
      // A delivery that is still under way would write its log into a folder that is gone.
      for (const file of [dovecotFile, eximFile]) stopLeftovers(file);
      rmSync(recipe.runFolder, { recursive: true, force: true });
      // Its parent too, unless the mails lie there.
      if (!folder.startsWith(path.dirname(recipe.runFolder))) rmSync(path.dirname(recipe.runFolder), { recursive: true, force: true });
      if (forget) for (const own of [folder, path.dirname(recipe.runFolder)]) rmSync(own, { recursive: true, force: true });
    },
  };
}

async function prepare({ folder: wanted, domains, ports, tls }: MailServersOptions): Promise<Recipe & { account: ReturnType<typeof serverAccount> }> {
  const account = serverAccount();
  const { folder, runFolder } = prepareFolders(wanted, account);
  const certificates = tls ? makeCertificates(folder) : null;
  if (certificates) chmodSync(certificates.key, 0o644);
  return { folder, runFolder, account, domains, tls: certificates, ports: { ...(await freePorts()), ...ports } };
}

/** Dovecot and Exim read these at every sign-in. Owned by root, readable by the servers. */
function writeAccounts(folder: string, accounts: Map<string, MailAccount>): void {
  const lines = [...accounts.values()].map(({ address, password }) => ({ address, password, encoded: Buffer.from(password).toString("base64") }));
  writeFileSync(path.join(folder, "accounts"), lines.map((a) => `${a.address}:{PLAIN.b64}${a.encoded}\n`).join(""));
  writeFileSync(path.join(folder, "passwords"), lines.map((a) => `${a.address}: ${a.password}\n`).join(""));
}

/** Without its list of numbers Dovecot numbers a mailbox anew under a new validity, as after a restored backup. */
function forgetNumbers(folder: string, address: string): void {
  const maildir = path.join(folder, "mail", address, "Maildir");
  for (const name of ["dovecot-uidlist", "dovecot.index", "dovecot.index.log", "dovecot.index.log.2", "dovecot.index.cache", "dovecot-uidvalidity"])
    rmSync(path.join(maildir, name), { force: true });
}

function stopLeftovers(settingsFile: string): void {
  // A server leads a group of what it forked.
  for (const pid of processesOf(settingsFile).flatMap((one) => [-one, one])) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

/** Held all at once, so that no two are the same. */
async function freePorts(): Promise<MailPorts> {
  const servers = await Promise.all(
    [..."abcde"].map(
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer();
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const [imap = 0, imaps = 0, lmtp = 0, smtp = 0, smtps = 0] = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return { imap, imaps, lmtp, smtp, smtps };
}
