import type { InboundItem } from "@/server/channels/contract";
import { contentKey } from "@/server/channels/shared/content-key";
import { toInstant } from "@/server/channels/shared/to-instant";
import { type XmlElement, xmlText } from "@/server/channels/shared/wechat-xml";

/** What WeCom calls about. Messages are not in it: it names the account and gives a token, good for ten minutes, to fetch them with. */
export function readCallback(body: XmlElement): InboundItem[] {
  const name = xmlText(body, "Event") ?? "";
  const at = xmlText(body, "CreateTime") ?? "";
  const base = { thread: null, providerAt: toInstant(at) };
  if (name === "kf_msg_or_event") {
    const account = xmlText(body, "OpenKfId") ?? null;
    const token = xmlText(body, "Token");
    const key = `pull:${account ?? ""}:${at}:${contentKey(token ?? "")}`;
    return [{ ...base, account, dedupKey: key, event: { type: "pull", ...(token ? { hint: { token } } : {}) } }];
  }
  if (name === "kf_account_auth_change") return readAccess(body).map((item) => ({ ...base, ...item, dedupKey: `access:${at}:${item.dedupKey}` }));
  const reason = `an event that is not known: ${(name || xmlText(body, "MsgType") || "without a name").slice(0, 60)}`;
  return [{ ...base, account: null, dedupKey: `event:${at}:${contentKey(JSON.stringify(body))}`, event: { type: "ignored", reason } }];
}

/** Accounts that the app may manage from now on, and those that it may not any more. */
function readAccess(body: XmlElement): Pick<InboundItem, "account" | "dedupKey" | "event">[] {
  const idsOf = (name: string) => body.children.filter((child) => child.name === name && child.text !== "").map((child) => child.text);
  return [
    ...idsOf("AuthAddOpenKfId").map((account) => ({
      account,
      dedupKey: `add:${account}`,
      event: { type: "ignored" as const, reason: "the app may manage this account now" },
    })),
    ...idsOf("AuthDelOpenKfId").map((account) => ({
      account,
      dedupKey: `del:${account}`,
      event: { type: "account" as const, status: "action-needed" as const, reason: TAKEN },
    })),
  ];
}

const TAKEN = "The app may not manage this customer service account any more. Give it the account again at work.weixin.qq.com.";
