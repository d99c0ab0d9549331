import type { RawRequest, Secrets } from "@/server/channels/contract";
import { keyOf } from "@/server/channels/shared/webhook-key";
import { isWechatSignature, openWechat } from "@/server/channels/shared/wechat-crypto";
import { parseXml, type XmlElement, xmlText } from "@/server/channels/shared/wechat-xml";
import { credentialsSchema } from "./payload";

/** What the calls to one address are signed and sealed with. */
export interface Lock {
  token: string;
  aesKey: string;
  receiveIds: string[];
}

/**
 * The corporation's own lock at its channel's address. Our suite's everywhere else: notices to the suite are sealed for the suite, those
 * of a corporation for the corporation, whose id stands in the address. Null where there is neither.
 */
export function lockOf(request: RawRequest, { channel, app }: Secrets): Lock | null {
  const own = channel && credentialsSchema.safeParse(channel.credentials).data;
  if (own?.secret) return { token: own.token, aesKey: own.encodingAesKey, receiveIds: [own.corpId] };
  const aesKey = app?.settings?.aesKey;
  if (!app || !aesKey) return null;
  return { token: app.verifyToken, aesKey, receiveIds: [app.appId, ...(keyOf(request) ? [keyOf(request) as string] : [])] };
}

/** Why the body is not WeCom's, as a sentence; null when it is. Timestamps are not compared with a clock: a redelivery has the same key. */
export function whyRefused({ query, rawBody }: RawRequest, lock: Lock): string | null {
  const sealed = sealedIn(rawBody);
  if (!isSigned(query, sealed, lock)) return "msg_signature is missing or does not fit the message";
  openWechat(sealed, lock);
  return null;
}

/** The greeting's words, which WeCom wants back in the clear. Null when somebody else greets. */
export function openGreeting({ query }: RawRequest, lock: Lock): string | null {
  const sealed = query.echostr ?? "";
  return isSigned(query, sealed, lock) ? openWechat(sealed, lock) : null;
}

function isSigned({ msg_signature, timestamp = "", nonce = "" }: Record<string, string>, sealed: string, { token }: Lock): boolean {
  return isWechatSignature(msg_signature, [token, timestamp, nonce, sealed]);
}

/** The message itself: nothing that stands outside of the seal is believed. Throws when it cannot be opened or read. */
export function openBody(rawBody: Uint8Array, lock: Lock | null): XmlElement {
  if (!lock) throw new Error("The message is encrypted, and no EncodingAESKey is known.");
  return parseXml(openWechat(sealedIn(rawBody), lock));
}

function sealedIn(rawBody: Uint8Array): string {
  const sealed = xmlText(parseXml(rawBody), "Encrypt");
  if (sealed === undefined) throw new Error("The message is not encrypted.");
  return sealed;
}
