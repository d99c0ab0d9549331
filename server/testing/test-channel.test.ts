import { runContractTests } from "@/server/channels/contract-tests";
import { type TestCredentials, testChannel, testRequest } from "./test-channel";

const credentials: TestCredentials = { accountId: "acc-1", token: "token-1", key: "11".repeat(32) };
const text = { kind: "text", id: "m1", thread: "ana", from: "ana", name: "Ana", text: "Hello", at: 1_790_000_000_000 };
const bodyOf = (...entries: unknown[]) => JSON.stringify({ entries });
const message = {
  id: "0199a000-0000-7000-8000-000000000001",
  text: "Hello Ana",
  html: null,
  attachments: [],
  replyToExternalId: null,
  payload: null,
  mail: null,
};

runContractTests(testChannel, {
  secrets: { app: null, channel: { accountId: credentials.accountId, credentials } },
  request: (body) => testRequest(credentials, body),
  signature: "body",
  message: bodyOf(text),
  batch: { body: bodyOf(text, { ...text, id: "m2" }, { kind: "notify", id: "n1", ticket: "t", at: text.at }), items: 3 },
  unsupported: bodyOf({ kind: "dance", id: "d1", thread: "ana", from: "ana", moves: 3 }),
  unreadable: "{}",
  bodies: {
    text: bodyOf(text),
    file: bodyOf({ kind: "file", id: "f1", thread: "ana", from: "ana", url: "https://files.example.test/1", at: text.at }),
    edit: bodyOf({ kind: "edit", id: "e1", thread: "ana", of: "m1", text: "Hello!", at: text.at }),
    recall: bodyOf({ kind: "recall", id: "r1", thread: "ana", of: "m1", at: text.at }),
    "send failed later": bodyOf({ kind: "send_failed", id: "s1", thread: "ana", of: "out-1", code: "10", at: text.at }),
    "callback without content": bodyOf({ kind: "notify", id: "n1", ticket: "ticket-1", at: text.at }),
    "unknown kind": bodyOf({ kind: "dance", id: "d1", thread: "ana", from: "ana" }),
    "a bad neighbour": bodyOf(text, 42, { ...text, id: "m3" }),
  },
  outbound: {
    credentials,
    context: { to: { scope: "test", value: "ana" }, thread: "ana", hoursSinceInbound: 1 },
    message,
    textOf: (part) => (typeof part.body.text === "string" ? part.body.text : null),
    sent: { reply: { status: 200, body: '{"id":"out-1"}' }, externalIds: ["out-1"] },
    errors: [
      { name: "throttling", reply: { status: 429, body: "" }, kind: "throttled", retryable: true },
      { name: "a revoked token", reply: { status: 401, body: "" }, kind: "auth", retryable: false },
      { name: "a failing platform", reply: { status: 503, body: "" }, kind: "unknown", retryable: true },
    ],
  },
});
