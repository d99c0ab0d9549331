import type { AppNotice, InboundItem } from "@/server/channels/contract";
import { toInstant } from "@/server/channels/shared/to-instant";
import { type XmlElement, xmlText } from "@/server/channels/shared/wechat-xml";

/** The name under which the platform's ticket is kept. */
export const TICKET = "component_verify_ticket";

// WeChat sends a new one every ten minutes; each is good for twelve hours.
const TICKET_SECONDS = 12 * 3600;

/** What WeChat tells our platform beside messages: its ticket, and who authorised us or no longer does. */
export function readNotice(body: XmlElement): AppNotice[] {
  const ticket = xmlText(body, "ComponentVerifyTicket");
  const account = xmlText(body, "AuthorizerAppid");
  switch (xmlText(body, "InfoType")) {
    case "component_verify_ticket":
      return ticket ? [{ type: "secret", name: TICKET, value: ticket, seconds: TICKET_SECONDS }] : [];
    case "unauthorized":
      return account ? [{ type: "revoked", grantedBy: account }] : [];
    default:
      return [];
  }
}

const REASONS = new Map([
  ["authorized", "the account was authorised; whoever did it comes back with the same code"],
  ["updateauthorized", "the permissions of the account were changed"],
  ["unauthorized", "the account is no longer authorised"],
]);

/** The same as it is kept. A ticket leaves nothing: it is a secret, and comes every ten minutes. */
export function readAuthorization(body: XmlElement): InboundItem[] {
  const type = xmlText(body, "InfoType") ?? "";
  const account = xmlText(body, "AuthorizerAppid") ?? null;
  if (type === "component_verify_ticket") return [];
  const at = xmlText(body, "CreateTime");
  const reason = REASONS.get(type) ?? `a notice that is not known: ${type.slice(0, 60)}`;
  return [{ account, thread: null, dedupKey: `${type}:${account ?? ""}:${at ?? ""}`, providerAt: toInstant(at), event: { type: "ignored", reason } }];
}
