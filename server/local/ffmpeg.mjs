// ffmpeg, which the tests of sounds and films decode with: found, or installed where that can be done without asking.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const isThere = () => spawnSync("ffmpeg", ["-version"], { stdio: "ignore" }).status === 0;

/** Makes sure that there is ffmpeg: as root on Debian installs it, else names the one command that does. */
export function requireFfmpeg() {
  if (isThere()) return { passed: 1, failed: 0 };
  const isDebian = existsSync("/usr/bin/apt-get");
  const install = "apt-get install -y ffmpeg";
  if (!isDebian || process.getuid?.() !== 0) {
    const command = isDebian ? `sudo ${install}` : "ffmpeg 5 or newer, on the PATH";
    return { passed: 0, failed: 1, output: `The tests of voice notes and films need ffmpeg, and it is not here. Install it: ${command}\n` };
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update"], { env, stdio: "ignore" });
  const done = spawnSync("apt-get", ["install", "-y", "--no-install-recommends", "ffmpeg"], { env, encoding: "utf8" });
  if (isThere()) return { passed: 1, failed: 0 };
  return { passed: 0, failed: 1, output: `${done.stdout}${done.stderr}\nffmpeg could not be installed: ${install}\n` };
}
