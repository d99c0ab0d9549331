import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import * as z from "zod";
import { createChannel } from "@/server/connections/create-channel";
import { defineJob } from "@/server/jobs/define-job";
import { enqueue } from "@/server/jobs/enqueue";
import { runJobs } from "@/server/jobs/run-worker";
import { makeTenant } from "@/server/testing/factories";
import { makeConversation } from "@/server/testing/inbox-factory";
import { startLocalPlatform } from "@/server/testing/local-platform";
import { deliverDue } from "./deliver-message";
import { sendReply } from "./send-reply";

// The worker's own job under another name: this file's worker must not send what other tests have waiting.
const deliverHere = defineJob({
  name: "test-stop-sending",
  payload: z.strictObject({ conversationId: z.string() }),
  maxAttempts: 3,
  run: async ({ conversationId }, context) => void (await deliverDue(context, conversationId)),
});

test("a worker that is told to stop in the middle of a send hears the platform's answer and records it", async () => {
  const platform = await startLocalPlatform("stoptest");
  const tenant = await makeTenant();
  const { channelId } = await tenant.door((s) => createChannel(s, { kind: platform.kind, name: "Page", credentials: { account: randomUUID() }, verify: true }));
  const { id: conversationId } = await makeConversation(tenant, { channelId });
  let answer = () => {};
  platform.next({ hold: new Promise((resolve) => (answer = resolve)) });
  const message = await tenant.door((s) => sendReply(s, { conversationId, clientMessageId: randomUUID(), text: "one", attachments: [], isNote: false }));
  await tenant.door((s) => enqueue(s, deliverHere, { conversationId }));

  const stop = new AbortController();
  const stopped = runJobs(stop.signal, [{ jobs: [deliverHere], concurrency: 2, hasSchedule: false }]);
  await vi.waitFor(() => expect(platform.calls).toHaveLength(1), { timeout: 10_000, interval: 5 });
  stop.abort();
  setTimeout(answer, 150);
  await stopped;

  const delivery = await tenant.door((s) => s.db.delivery.findFirstOrThrow({ where: { messageId: message.id } }));
  expect(delivery).toMatchObject({ status: "sent", attempts: 1 });
  expect(platform.calls).toHaveLength(1);
  await platform.close();
});
