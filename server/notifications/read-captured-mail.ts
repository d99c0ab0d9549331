import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { mailFolder } from "./capture-mail";
import { parseCapturedMail } from "./parse-captured-mail";

export interface CapturedMail {
  id: string;
  to: string;
  subject: string;
  at: Date;
  text: string;
  html: string;
}

const SHOWN = 50;

/** The mails captured under DATA_DIR/mail, newest first, at most 50; to one address when given. Empty while there is no such folder. */
export async function readCapturedMails(to?: string): Promise<CapturedMail[]> {
  const folder = mailFolder();
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const newest = names
    .filter((name) => name.endsWith(".eml"))
    .sort()
    .reverse();
  const mails: CapturedMail[] = [];
  for (const name of newest) {
    const mail = { id: name.slice(0, -4), ...parseCapturedMail(await readFile(path.join(folder, name), "utf8")) };
    if (!to || mail.to === to) mails.push(mail);
    if (mails.length === SHOWN) break;
  }
  return mails;
}
