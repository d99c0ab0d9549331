// The mail servers that tests and journeys speak to: found, or installed where that can be done without asking.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";

const PACKAGES = ["dovecot-imapd", "dovecot-lmtpd", "exim4-daemon-light", "openssl"];
/** The same list stands in e2e/platforms/mail/packages.ts. */
const NEEDED = ["/usr/sbin/dovecot", "/usr/lib/dovecot/imap", "/usr/lib/dovecot/lmtp", "/usr/sbin/exim4", "/usr/bin/openssl"];

const isThere = () => NEEDED.every((file) => existsSync(file));

/** Makes sure that there are mail servers: as root on Debian installs them, else names the one command that does. */
export function requireMailServers() {
  if (isThere()) return { passed: 1, failed: 0 };
  const isDebian = existsSync("/usr/bin/apt-get");
  const install = `apt-get install -y ${PACKAGES.join(" ")}`;
  if (!isDebian || process.getuid?.() !== 0) {
    const command = isDebian ? `sudo ${install}` : "Dovecot 2.3 and Exim 4, as Debian 12 has them";
    return { passed: 0, failed: 1, output: `The tests of e-mail need Dovecot and Exim, and they are not here. Install them: ${command}\n` };
  }
  const done = withoutServices(() => {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync("apt-get", ["update"], { env, stdio: "ignore" });
    return spawnSync("apt-get", ["install", "-y", "--no-install-recommends", ...PACKAGES], { env, encoding: "utf8" });
  });
  if (isThere()) return { passed: 1, failed: 0 };
  return { passed: 0, failed: 1, output: `${done.stdout}${done.stderr}\nThe mail servers could not be installed: ${install}\n` };
}

/** Debian asks this file before a package starts its service: only the programs are wanted, on ports of our own. */
function withoutServices(install) {
  const policy = "/usr/sbin/policy-rc.d";
  const isOurs = !existsSync(policy);
  if (isOurs) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    return install();
  } finally {
    if (isOurs) rmSync(policy, { force: true });
  }
}
