import type { AppNotice, InboundItem, Outcome, PlainInbound, RawRequest, RawResponse, Secrets, Verification } from "@/server/channels/contract";
import { xmlText } from "@/server/channels/shared/wechat-xml";
import { lockOf, openBody, openGreeting, whyRefused } from "./open-body";
import { credentialsSchema } from "./payload";
import { readCallback } from "./read-callback";
import { readPage } from "./read-page";
import { readNotice, readSuite } from "./read-suite";

export const inbound: PlainInbound = { verify, normalise, notices, answer };

function verify(request: RawRequest, secrets: Secrets): Verification {
  const lock = lockOf(request, secrets);
  if (!lock) return { kind: "refused", reason: "no corporation and no suite is configured here" };
  try {
    if (request.method === "GET") {
      const greeting = openGreeting(request, lock);
      return greeting === null ? { kind: "refused", reason: "signature does not match" } : { kind: "challenge", body: greeting };
    }
    const reason = whyRefused(request, lock);
    return reason === null ? { kind: "ok" } : { kind: "refused", reason };
  } catch (error) {
    return { kind: "refused", reason: error instanceof Error ? error.message : "the body cannot be opened" };
  }
}

/**
 * A sealed callback in XML, or a page in JSON that we have fetched ourselves: nothing in the clear comes past `verify`. Throws when it
 * cannot be opened or read.
 */
function normalise(request: RawRequest, secrets: Secrets): InboundItem[] {
  if (isPage(request.rawBody)) return readPage(request.rawBody, scopeOf(secrets));
  const body = openBody(request.rawBody, lockOf(request, secrets));
  return xmlText(body, "InfoType") ? readSuite(body) : readCallback(body);
}

function isPage(rawBody: Uint8Array): boolean {
  return rawBody[0] === "{".charCodeAt(0);
}

/** A customer is known by one id in all accounts of a corporation; a suite is given another one than the corporation. */
function scopeOf({ channel }: Secrets): string {
  const { corpId, suiteId } = credentialsSchema.parse(channel?.credentials);
  return suiteId ? `${suiteId}:${corpId}` : corpId;
}

function notices(request: RawRequest, secrets: Secrets): AppNotice[] {
  // Only our suite is told such things, at its own address.
  if (secrets.channel) return [];
  return readNotice(openBody(request.rawBody, lockOf(request, secrets)));
}

/** WeCom asks again, three times in all, unless it hears this word within five seconds. The greeting is compared byte by byte. */
function answer(_request: RawRequest, outcome: Outcome): RawResponse {
  switch (outcome.kind) {
    case "stored":
      return { status: 200, body: "success" };
    case "challenge":
      return { status: 200, body: outcome.body };
    case "refused":
      return { status: 401, body: outcome.reason };
    case "unparseable":
      return { status: 400, body: outcome.reason };
  }
}
