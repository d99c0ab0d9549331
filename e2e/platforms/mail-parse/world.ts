import { generateKeyPairSync, randomBytes } from "node:crypto";

export const SERVICES = ["mailgun", "sendgrid", "postmark"] as const;
export type ServiceName = (typeof SERVICES)[number];

/** An address whose mails a service takes, and where it posts them. */
export interface Account {
  service: ServiceName;
  address: string;
  url: string;
  /** Mailgun's signing key. */
  signingKey: string;
  /** SendGrid's key pair, as its console shows it: DER in base64. */
  publicKey: string;
  privateKey: string;
  /** Whether the raw mail is posted: a switch at SendGrid and Postmark. */
  isRaw: boolean;
}

/** What was posted, and what became of it. */
export interface Post {
  address: string;
  statuses: number[];
  outcome: "taken" | "given-up" | null;
}

export interface Sent {
  from: string;
  to: string[];
  raw: string;
}

export interface World {
  accounts: Account[];
  posts: Post[];
  /** By SMTP. */
  sent: Sent[];
}

export function newAccount(service: ServiceName, address: string, url: string): Account {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    service,
    address,
    url,
    signingKey: `key-${randomBytes(16).toString("hex")}`,
    publicKey: publicKey.export({ format: "der", type: "spki" }).toString("base64"),
    privateKey: privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"),
    isRaw: true,
  };
}
