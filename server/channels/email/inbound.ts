import * as z from "zod";
import type { Inbound, InboundItem, Outcome, RawRequest, RawResponse, Secrets, Verification } from "@/server/channels/contract";
import { keyOf } from "@/server/channels/shared/webhook-key";
import { readPush, verifyPush } from "./gmail/notice";
import { readMail } from "./reading/read-mail";

export const inbound: Inbound = { verify, normalise, answer };

/** What reading needs of a mailbox; the rest of its credentials is the network's. */
const mailboxSchema = z.object({ address: z.string(), via: z.string().optional(), imap: z.object({ host: z.string() }).optional() });

/** Under which name a provider's servers write what they found out of a sender (Authentication-Results). */
const JUDGES: Record<string, string> = { gmail: "imap.gmail.com", microsoft: "outlook.office365.com" };

/** A mailbox with servers is fetched from: whatever is posted to it is somebody's attempt. */
function verify(request: RawRequest, secrets: Secrets): Verification {
  if (!secrets.channel && keyOf(request) === "gmail") return verifyPush(request, secrets);
  return { kind: "refused", reason: "mails are fetched from the mailbox, not taken from the network" };
}

/** A provider's word that there is something, or one mail, one item. The envelope stands in the headers that the poll gives. Throws on bytes that are no mail at all. */
async function normalise(request: RawRequest, secrets: Secrets): Promise<InboundItem[]> {
  const { rawBody, headers } = request;
  if (!secrets.channel && keyOf(request) === "gmail") return readPush(request);
  const credentials = mailboxSchema.safeParse(secrets.channel?.credentials).data;
  const address = (secrets.channel?.accountId ?? credentials?.address ?? "").toLowerCase();
  const isBeginning = headers["x-truncated-from"] !== undefined;
  return [
    readMail(rawBody, {
      receivedAt: headers["x-received-at"],
      isBeginning,
      mailbox: { address, imapHost: credentials?.imap?.host ?? JUDGES[credentials?.via ?? ""] ?? null },
    }),
  ];
}

/** Nobody waits for it; the words are for whoever tries. */
function answer(_request: RawRequest, outcome: Outcome): RawResponse {
  switch (outcome.kind) {
    case "stored":
      return { status: 200, body: "" };
    case "challenge":
      return { status: 200, body: outcome.body };
    case "unparseable":
      return { status: 400, body: outcome.reason };
    case "refused":
      return { status: 401, body: outcome.reason };
  }
}
