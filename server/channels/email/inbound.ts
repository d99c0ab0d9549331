import * as z from "zod";
import type { Inbound, InboundItem, Outcome, RawRequest, RawResponse, Secrets, Verification } from "@/server/channels/contract";
import { readMail } from "./reading/read-mail";

export const inbound: Inbound = { verify, normalise, answer };

/** What reading needs of a mailbox; the rest of its credentials is the network's. */
const mailboxSchema = z.object({ address: z.string(), imap: z.object({ host: z.string() }) });

/** Mails are fetched, never delivered to a URL: whatever is posted is somebody's attempt. */
function verify(_request: RawRequest, _secrets: Secrets): Verification {
  return { kind: "refused", reason: "mails are fetched from the mailbox, not taken from the network" };
}

/** One mail, one item. The envelope stands in the headers that the poll gives. Throws on bytes that are no mail at all. */
async function normalise({ rawBody, headers }: RawRequest, secrets: Secrets): Promise<InboundItem[]> {
  const credentials = mailboxSchema.safeParse(secrets.channel?.credentials).data;
  const address = (secrets.channel?.accountId ?? credentials?.address ?? "").toLowerCase();
  const isBeginning = headers["x-truncated-from"] !== undefined;
  return [readMail(rawBody, { receivedAt: headers["x-received-at"], isBeginning, mailbox: { address, imapHost: credentials?.imap.host ?? null } })];
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
