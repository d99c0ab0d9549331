import { expect, test, vi } from "vitest";
import { email } from "@/server/channels/email/adapter";
import { mailPart } from "@/server/channels/email/payload";
import { composeMime } from "@/server/channels/email/sending/compose-mime";
import { newId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import { sealEnvelope } from "./address-reply";
import { verifyReplyToken } from "./reply-token";

vi.stubEnv("ENCRYPTION_KEYS", Buffer.alloc(32, 7).toString("base64"));

test("what we send comes back with our token in the address, the references and the text, each of which names the conversation", async () => {
  const [tenantId, conversationId] = [newId(), newId()];
  const mailbox = { address: "support@acme.example", senderName: "Acme", usesPlusAddresses: true };
  const mail = sealEnvelope({ tenantId } as Scope, conversationId, {
    mailbox,
    from: { address: mailbox.address, name: "Acme" },
    to: [{ address: "ana@example.com", name: "Ana" }],
    cc: [],
    bcc: [],
    subject: "Re: Late parcel",
    references: ["q@example.com"],
  });
  const message = { id: newId(), text: "It left today.", html: null, attachments: [], replyToExternalId: null, payload: null, mail };
  const context = { to: { scope: "email", value: "ana@example.com" }, thread: "q@example.com", hoursSinceInbound: 1, capabilities: email.capabilities };
  const [part] = email.outbound.render(message, context);
  const { raw } = await composeMime(mailPart.parse(part?.body), []);
  const sent = raw.toString();
  const answerTo = /^Reply-To:\s+(\S+@\S+)/im.exec(sent)?.[1] ?? "";
  const messageId = /^Message-ID:\s+(<\S+>)/im.exec(sent)?.[1] ?? "";
  const quoted = /ref:[a-z2-7]{42}/.exec(sent)?.[0] ?? "";
  // Some servers write local parts in capitals.
  const answer = [
    `From: ana@example.com`,
    `To: ${answerTo.toUpperCase()}`,
    `Message-ID: <b@example.com>`,
    `In-Reply-To: ${messageId}`,
    "",
    `Thanks.`,
    `> ${quoted}`,
  ];
  const server = { host: "mail.acme.example", port: 993, user: "support", password: "secret", tls: true };
  const [item] = await email.inbound.normalise(
    { method: "POST", url: "", query: {}, headers: { "x-received-at": "2026-11-21T12:00:00Z" }, rawBody: Buffer.from(answer.join("\r\n")) },
    { app: null, channel: { accountId: mailbox.address, credentials: { address: mailbox.address, imap: server, smtp: server } } },
  );
  const tokens = item?.event.type === "message" ? (item.event.mail?.tokens ?? []) : [];
  expect(tokens.map(({ place, token }) => [place, verifyReplyToken(tenantId, token)]).sort()).toEqual(
    ["body", "recipient", "reference"].map((place) => [place, conversationId]),
  );
});
