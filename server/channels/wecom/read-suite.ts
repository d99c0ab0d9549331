import type { AppNotice, InboundItem } from "@/server/channels/contract";
import { toInstant } from "@/server/channels/shared/to-instant";
import { type XmlElement, xmlText } from "@/server/channels/shared/wechat-xml";

/** The names under which the suite's ticket and a corporation's new consent are kept. */
export const TICKET = "suite_ticket";
export const RESET_CODE = "reset:";

// WeCom sends a ticket every ten minutes, each good for thirty; a consent's code for ten.
const TICKET_SECONDS = 30 * 60;
const AUTH_CODE_SECONDS = 10 * 60;

/** What WeCom tells our suite: its ticket, who took the consent back, and who has reset it. */
export function readNotice(body: XmlElement): AppNotice[] {
  const corpId = xmlText(body, "AuthCorpId");
  switch (xmlText(body, "InfoType")) {
    case "suite_ticket":
      return secret(TICKET, xmlText(body, "SuiteTicket"), TICKET_SECONDS);
    case "reset_permanent_code":
      return corpId ? secret(RESET_CODE + corpId, xmlText(body, "AuthCode"), AUTH_CODE_SECONDS) : [];
    case "cancel_auth":
      return corpId ? [{ type: "revoked", grantedBy: corpId }] : [];
    default:
      return [];
  }
}

function secret(name: string, value: string | undefined, seconds: number): AppNotice[] {
  return value ? [{ type: "secret", name, value, seconds }] : [];
}

const REASONS = new Map([
  ["create_auth", "a corporation installed the suite; whoever did it in our channels comes back with the same code"],
  ["change_auth", "a corporation changed what the suite may do"],
  ["cancel_auth", "a corporation took its consent back"],
  ["reset_permanent_code", "a corporation's permanent code was reset"],
]);

/** The same as it is kept. A ticket leaves nothing: it is a secret, and comes every ten minutes. */
export function readSuite(body: XmlElement): InboundItem[] {
  const type = xmlText(body, "InfoType") ?? "";
  if (type === "suite_ticket") return [];
  const at = xmlText(body, "TimeStamp");
  const about = xmlText(body, "AuthCorpId") ?? "";
  const reason = REASONS.get(type) ?? `a notice that is not known: ${type.slice(0, 60)}`;
  return [{ account: null, thread: null, dedupKey: `${type}:${about}:${at ?? ""}`, providerAt: toInstant(at), event: { type: "ignored", reason } }];
}
