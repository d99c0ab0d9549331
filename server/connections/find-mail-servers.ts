import { resolveMx } from "node:dns/promises";
import { addressKey } from "@/lib/mail-address";
import { findMailProvider, type MailProvider, usualMailServers } from "@/lib/mail-providers";
import { addressOf } from "./address-of";

const PATIENCE_MS = 3_000;

export interface FoundMailServers extends Pick<MailProvider, "imap" | "smtp"> {
  /** Null: only what such servers are usually called. */
  provider: Pick<MailProvider, "name" | "secret"> | null;
}

/**
 * The servers of an address, as far as they can be known without asking a person: its provider's, those of whoever takes its domain's
 * mail, or the usual names that exist. Names are looked up, nothing is connected to. Never throws: what is unknown is guessed.
 */
export async function findMailServers(address: string): Promise<FoundMailServers> {
  const domain = addressKey(address).split("@").at(-1) ?? "";
  const provider = findMailProvider(domain) ?? findMailProvider(domain, await mxOf(domain));
  if (provider) return { provider: { name: provider.name, secret: provider.secret }, imap: provider.imap, smtp: provider.smtp };
  const usual = usualMailServers(domain);
  const [imap, smtp] = await Promise.all([firstThatExists(usual.imap, domain), firstThatExists(usual.smtp, domain)]);
  return { provider: null, imap, smtp };
}

async function mxOf(domain: string): Promise<string[]> {
  const found = await inTime(resolveMx(domain));
  return [...(found ?? [])].sort((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
}

/** `imap.` and `smtp.` where they exist, else `mail.` where that does. */
async function firstThatExists(usual: MailProvider["imap"], domain: string): Promise<MailProvider["imap"]> {
  const other = { ...usual, host: `mail.${domain}` };
  const [isUsual, isOther] = await Promise.all([usual, other].map(async (at) => (await inTime(addressOf(at))) !== null));
  return isOther && !isUsual ? other : usual;
}

/** Null when it fails or takes longer than a person waits. */
async function inTime<T>(work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, null);
  });
  return Promise.race([work.catch(() => null), late]).finally(() => clearTimeout(timer));
}
