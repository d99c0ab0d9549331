import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** What of the machine the mail servers need: Debian 12's packages, never their services. */
const NEEDED = ["/usr/sbin/dovecot", "/usr/lib/dovecot/imap", "/usr/lib/dovecot/lmtp", "/usr/sbin/exim4", "/usr/bin/openssl"];
export const MAIL_PACKAGES = "dovecot-imapd dovecot-lmtpd exim4-daemon-light openssl";

/** Null when the machine has the servers, else one sentence with the command that brings them. Dovecot 2.4 reads another language of settings. */
export function missingMailServers(): string | null {
  if (NEEDED.some((file) => !existsSync(file))) return `There are no mail servers on this machine. Install them: sudo apt-get install -y ${MAIL_PACKAGES}`;
  const version = spawnSync("/usr/sbin/dovecot", ["--version"], { encoding: "utf8" }).stdout.trim();
  return version.startsWith("2.3.") ? null : `The mail servers need Dovecot 2.3 (Debian 12), and this machine has ${version || "another"}.`;
}
