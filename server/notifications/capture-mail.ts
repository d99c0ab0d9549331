import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { env } from "@/lib/env";
import { newId } from "@/server/db/ids";

/** Where mail to people is kept while no SMTP server is configured. */
export function mailFolder(): string {
  return path.resolve(env().DATA_DIR, "mail");
}

/** Keeps a mail as <id>.eml, ids rising with time. Written beside and renamed, so that a reader never meets half a mail; readable by the owner alone, for links in it open accounts. */
export async function captureMail(message: Buffer): Promise<void> {
  const folder = mailFolder();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = newId();
  const part = path.join(folder, `${name}.part`);
  await writeFile(part, message, { mode: 0o600 });
  await rename(part, path.join(folder, `${name}.eml`));
}
