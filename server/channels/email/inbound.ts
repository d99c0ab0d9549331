import * as z from "zod";
import type { Inbound, InboundItem, Outcome, RawRequest, RawResponse, Secrets, Verification } from "@/server/channels/contract";
import { keyOf } from "@/server/channels/shared/webhook-key";
import { readPush, verifyPush } from "./gmail/notice";
import { readNotice, verifyNotice } from "./microsoft/notice";
import { readBrought, serviceOf, verifyBrought } from "./parsed/inbound";
import type { Via } from "./payload";
import { readMail } from "./reading/read-mail";

export const inbound: Inbound = { verify, normalise, answer };

/** What reading needs of a mailbox; the rest of its credentials is the network's. */
const mailboxSchema = z.object({ address: z.string(), via: z.string().optional(), imap: z.object({ host: z.string() }).optional() });

/** Under which name a provider's servers write what they found out of a sender (Authentication-Results). */
const JUDGES: Record<string, string> = { gmail: "imap.gmail.com", microsoft: "outlook.office365.com" };

/** Providers that call our app, by the word behind the kind; 202 is what Microsoft expects of who works on it later. */
const CALLERS = new Map([
  ["gmail", { verify: verifyPush, read: readPush, taken: 200 }],
  ["microsoft", { verify: verifyNotice, read: readNotice, taken: 202 }],
]);

const callerOf = (request: RawRequest) => CALLERS.get(keyOf(request) ?? "");

const viaOf = ({ channel }: Secrets): string | undefined => mailboxSchema.safeParse(channel?.credentials).data?.via;

/** A provider may call our app, and a service the channel itself. What is posted to any other mailbox is somebody's attempt. */
function verify(request: RawRequest, secrets: Secrets): Verification {
  if (serviceOf(viaOf(secrets))) return verifyBrought(request, secrets.channel?.credentials);
  const caller = secrets.channel ? undefined : callerOf(request);
  return caller?.verify(request, secrets) ?? { kind: "refused", reason: "mails are fetched from the mailbox, not taken from the network" };
}

/** A provider's word that there is something, or one mail, one item. The envelope stands in the headers that the poll gives. Throws on bytes that are no mail at all. */
async function normalise(request: RawRequest, secrets: Secrets): Promise<InboundItem[]> {
  const { rawBody, headers } = request;
  const caller = secrets.channel ? undefined : callerOf(request);
  if (caller) return caller.read(request);
  const credentials = mailboxSchema.safeParse(secrets.channel?.credentials).data;
  const address = (secrets.channel?.accountId ?? credentials?.address ?? "").toLowerCase();
  if (serviceOf(credentials?.via)) return [readBrought(rawBody, credentials?.via as Via, address)];
  const isBeginning = headers["x-truncated-from"] !== undefined;
  return [
    readMail(rawBody, {
      receivedAt: headers["x-received-at"],
      isBeginning,
      mailbox: { address, imapHost: credentials?.imap?.host ?? JUDGES[credentials?.via ?? ""] ?? null },
    }),
  ];
}

/** In whoever's words called; of a mailbox that is fetched nobody waits for it. */
function answer(request: RawRequest, outcome: Outcome, secrets?: Secrets): RawResponse {
  switch (outcome.kind) {
    case "stored":
      return { status: (secrets?.channel ? undefined : callerOf(request)?.taken) ?? 200, body: "" };
    case "challenge":
      // Somebody else's words: nothing that a browser might run.
      return { status: 200, headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" }, body: outcome.body };
    case "unparseable":
      return { status: (secrets && serviceOf(viaOf(secrets))?.unreadable) ?? 400, body: outcome.reason };
    case "refused":
      return { status: 401, body: outcome.reason };
  }
}
