// The browser that the journeys walk in: found, or installed where that can be done without asking.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const PACKAGES = ["chromium-headless-shell", "fonts-noto-cjk"];
const PATHS = ["/usr/bin/chromium-headless-shell"];
/** Without it Chinese text is boxes, and pictures of it prove nothing. */
const CHINESE_FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

/** The executable, or null; CHROMIUM names another one. */
export function findBrowser() {
  return [process.env.CHROMIUM, ...PATHS].find((file) => file && existsSync(file)) ?? null;
}

/** Makes sure that there is a browser: as root on Debian installs it, else names the one command that does. */
export function requireBrowser() {
  const isDebian = existsSync("/usr/bin/apt-get");
  if (findBrowser() && (existsSync(CHINESE_FONT) || !isDebian || process.getuid?.() !== 0)) return { passed: 1, failed: 0 };
  const install = `apt-get install -y ${PACKAGES.join(" ")}`;
  if (isDebian && process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync("apt-get", ["update"], { env, stdio: "ignore" });
    const done = spawnSync("apt-get", ["install", "-y", "--no-install-recommends", ...PACKAGES], { env, encoding: "utf8" });
    if (findBrowser()) return { passed: 1, failed: 0 };
    return { passed: 0, failed: 1, output: `${done.stdout}${done.stderr}\nThe browser could not be installed: ${install}\n` };
  }
  const command = isDebian ? `sudo ${install}` : "set CHROMIUM to a Chromium's executable";
  return { passed: 0, failed: 1, output: `The journeys need Chromium, and it is not here. Install it: ${command}\n` };
}
