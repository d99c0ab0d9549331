import type { AppNotice, InboundItem, Outcome, PlainInbound, RawRequest, RawResponse, Secrets, Verification } from "@/server/channels/contract";
import { keyOf } from "@/server/channels/shared/webhook-key";
import { isWechatSignature } from "@/server/channels/shared/wechat-crypto";
import { xmlText } from "@/server/channels/shared/wechat-xml";
import { lockOf, openBody, whyRefused } from "./open-body";
import { readAuthorization, readNotice } from "./read-authorization";
import { readEvent } from "./read-event";
import { readMessage } from "./read-message";
import { replyToReleaseTest } from "./release-test";

export const inbound: PlainInbound = { verify, normalise, notices, answer };

function verify(request: RawRequest, secrets: Secrets): Verification {
  const lock = lockOf(secrets);
  if (!lock) return { kind: "refused", reason: "no account and no platform app is configured here" };
  if (request.method === "GET") return greet(request.query, lock.token);
  try {
    const reason = whyRefused(request, lock);
    return reason === null ? { kind: "ok" } : { kind: "refused", reason };
  } catch (error) {
    return { kind: "refused", reason: error instanceof Error ? error.message : "the body cannot be opened" };
  }
}

/** The greeting is plain even where messages are encrypted; it is sent again whenever somebody saves the console's page. */
function greet({ signature, timestamp = "", nonce = "", echostr }: Record<string, string>, token: string): Verification {
  if (echostr === undefined || !isWechatSignature(signature, [token, timestamp, nonce])) return { kind: "refused", reason: "signature does not match" };
  return { kind: "challenge", body: echostr };
}

/** One message or event a body. Throws when it cannot be opened or read. */
function normalise(request: RawRequest, secrets: Secrets): InboundItem[] {
  const body = openBody(request.rawBody, lockOf(secrets));
  if (xmlText(body, "InfoType")) return readAuthorization(body);
  const account = secrets.channel?.accountId ?? keyOf(request);
  if (!account) throw new Error("The address does not name the account: the platform's message address ends in /$APPID$.");
  return xmlText(body, "MsgType")?.toLowerCase() === "event" ? readEvent(body, account) : [readMessage(body, account)];
}

function notices(request: RawRequest, secrets: Secrets): AppNotice[] {
  // Only our platform is told such things, at its own address.
  if (secrets.channel) return [];
  return readNotice(openBody(request.rawBody, lockOf(secrets)));
}

/** WeChat asks again, three times in all, unless it hears this word within five seconds; anything else it shows to the customer as a fault. */
function answer(request: RawRequest, outcome: Outcome, secrets?: Secrets): RawResponse {
  switch (outcome.kind) {
    case "stored":
      return { status: 200, body: (secrets && replyToReleaseTest(request, secrets)) ?? "success" };
    case "challenge":
      return { status: 200, body: outcome.body };
    case "refused":
      return { status: 401, body: outcome.reason };
    case "unparseable":
      return { status: 400, body: outcome.reason };
  }
}
