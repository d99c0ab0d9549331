import { createHmac } from "node:crypto";
import type { MailAccount } from "./servers";

/** The business's own domain, and that of its customers. */
export const BUSINESS_DOMAIN = "harbour.test";
export const CUSTOMER_DOMAIN = "post.test";

export interface Person extends MailAccount {
  name: string;
}

/** Who has a mailbox. Plain data, so that it survives a restart of the simulator. */
export interface World {
  people: Person[];
  businesses: Person[];
}

/** The demo's mailbox has a password that follows from the secret, so that its channel outlives the simulator's memory. */
export function newWorld(secret: string): World {
  const password = (name: string) => createHmac("sha256", secret).update(`mailbox ${name}`).digest("base64url").slice(0, 24);
  const customer = (name: string, local: string): Person => ({ name, address: `${local}@${CUSTOMER_DOMAIN}`, password: password(local) });
  return {
    people: [customer("Lucía Fernández", "lucia"), customer("王小明", "xiaoming"), customer("Tomasz Nowak", "tomasz")],
    businesses: [{ name: "Harbour support", address: `support@${BUSINESS_DOMAIN}`, password: password("support") }],
  };
}

/** What the `email` channel takes to speak with a mailbox here. */
export function credentialsOf({ address, password }: MailAccount, ports: { imap: number; smtp: number }) {
  const at = (port: number) => ({ host: "127.0.0.1", port, user: address, password, tls: false });
  return { address, imap: at(ports.imap), smtp: at(ports.smtp) };
}
