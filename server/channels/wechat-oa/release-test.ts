import { randomBytes } from "node:crypto";
import type { RawRequest, Secrets } from "@/server/channels/contract";
import { keyOf } from "@/server/channels/shared/webhook-key";
import { sealWechat, wechatSignature } from "@/server/channels/shared/wechat-crypto";
import { writeXml, type XmlElement, xmlText } from "@/server/channels/shared/wechat-xml";
import { lockOf, openBody } from "./open-body";

/*
 * Before a platform is released to all accounts, WeChat writes to it from an account of its own and wants certain answers at once.
 * Source: developers.weixin.qq.com/doc/oplatform, "Release test of third-party platforms", read 2026-11-21.
 */

/** WeChat's own account that tries platforms. */
const TESTER = "wx570bc396a51b8ff8";
const TEST_TEXT = "TESTCOMPONENT_MSG_TYPE_TEXT";

/** The sealed answer to a message of the release test; null for everything else. */
export function replyToReleaseTest(request: RawRequest, secrets: Secrets): string | null {
  if (secrets.channel) return null;
  const lock = lockOf(secrets);
  const body = openBody(request.rawBody, lock);
  const content = contentOf(body, keyOf(request) === TESTER);
  if (!content || !lock?.aesKey) return null;
  const { timestamp = "", nonce = "" } = request.query;
  const reply = writeXml({
    ToUserName: xmlText(body, "FromUserName") ?? "",
    FromUserName: xmlText(body, "ToUserName") ?? "",
    CreateTime: Number(timestamp),
    MsgType: "text",
    Content: content,
  });
  const Encrypt = sealWechat(reply, { aesKey: lock.aesKey, receiveId: lock.receiveId }, randomBytes(16));
  return writeXml({ Encrypt, MsgSignature: wechatSignature([lock.token, timestamp, nonce, Encrypt]), TimeStamp: Number(timestamp), Nonce: nonce });
}

function contentOf(body: XmlElement, isTester: boolean): string | null {
  const event = xmlText(body, "Event");
  if (event && isTester) return `${event}from_callback`;
  return xmlText(body, "Content") === TEST_TEXT ? `${TEST_TEXT}_callback` : null;
}
