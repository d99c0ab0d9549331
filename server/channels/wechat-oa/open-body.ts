import type { RawRequest, Secrets } from "@/server/channels/contract";
import { isWechatSignature, openWechat } from "@/server/channels/shared/wechat-crypto";
import { parseXml, type XmlElement, xmlText } from "@/server/channels/shared/wechat-xml";
import { credentialsSchema } from "./payload";

/** What the messages of one address are signed and sealed with. */
export interface Lock {
  token: string;
  aesKey: string | null;
  receiveId: string;
  /** The account's console says that messages come as they are. */
  isPlain: boolean;
}

/** The account's own lock at its own address; our platform's everywhere else. Null where there is neither. */
export function lockOf({ channel, app }: Secrets): Lock | null {
  const own = channel && credentialsSchema.safeParse(channel.credentials).data;
  if (own?.appSecret) {
    const { token, encodingAesKey = null, mode = encodingAesKey ? "safe" : "plain", appId } = own;
    return { token, aesKey: encodingAesKey, receiveId: appId, isPlain: mode === "plain" };
  }
  return app && { token: app.verifyToken, aesKey: app.settings?.aesKey ?? null, receiveId: app.appId, isPlain: false };
}

/**
 * Why the body is not WeChat's, as a sentence; null when it is. The plain signature covers the address alone, so a plain body is
 * taken only where the account sends no other: else whoever has seen one address could write what they like.
 * WeChat's timestamps are not compared with a clock: a redelivery is recognised by its key.
 */
export function whyRefused({ query, rawBody }: RawRequest, lock: Lock): string | null {
  const { timestamp = "", nonce = "" } = query;
  const sealed = sealedIn(parseXml(rawBody));
  if (sealed === undefined) {
    if (!lock.isPlain) return "the message is not encrypted";
    return isWechatSignature(query.signature, [lock.token, timestamp, nonce]) ? null : "signature is missing or does not fit";
  }
  if (!lock.aesKey) return "the message is encrypted, and no EncodingAESKey is known";
  if (!isWechatSignature(query.msg_signature, [lock.token, timestamp, nonce, sealed])) return "msg_signature is missing or does not fit the message";
  openSealed(sealed, lock);
  return null;
}

/** The message itself; of one that came both ways, what was sealed. Throws when it cannot be read. */
export function openBody(rawBody: Uint8Array, lock: Lock | null): XmlElement {
  const outer = parseXml(rawBody);
  const sealed = sealedIn(outer);
  return sealed === undefined ? outer : parseXml(openSealed(sealed, lock));
}

function sealedIn(outer: XmlElement): string | undefined {
  return xmlText(outer, "Encrypt");
}

function openSealed(sealed: string, lock: Lock | null): string {
  if (!lock?.aesKey) throw new Error("The message is encrypted, and no EncodingAESKey is known.");
  return openWechat(sealed, { aesKey: lock.aesKey, receiveIds: [lock.receiveId] });
}
