import { randomBytes } from "node:crypto";
import type { RawRequest } from "@/server/channels/contract";
import { registerForTests } from "@/server/channels/registry";
import { createChannel } from "@/server/connections/create-channel";
import { receiveWebhook } from "@/server/intake/receive-webhook";
import type { TestTenant } from "./factories";
import { type TestCredentials, testChannel, testRequest } from "./test-channel";

export interface ConnectedTestChannel {
  channelId: string;
  credentials: TestCredentials;
  /** The platform calls: entries, sealed and signed, through the real intake. */
  post(entries: unknown[]): Promise<Response>;
}

/** A test channel of the tenant's own, connected by the real use case. */
export async function makeTestChannel(tenant: TestTenant): Promise<ConnectedTestChannel> {
  registerForTests(testChannel);
  const credentials = { accountId: randomBytes(8).toString("hex"), token: randomBytes(16).toString("hex"), key: randomBytes(32).toString("hex") };
  const { channelId } = await tenant.door((scope) => createChannel(scope, { kind: "test-channel", name: "Test", credentials }));
  const url = `http://localhost:3000/api/webhooks/test-channel/${channelId}`;
  return { channelId, credentials, post: (entries) => receiveWebhook(toRequest(testRequest(credentials, { entries }, url))) };
}

/** A raw request as node:http would hand it over. */
export function toRequest({ method, url, headers, rawBody }: RawRequest): Request {
  return new Request(url, {
    method,
    headers: { ...headers, "content-length": String(rawBody.byteLength) },
    body: method === "GET" ? null : Buffer.from(rawBody),
  });
}
