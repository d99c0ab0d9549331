import type { Transport } from "@/server/channels/contract";
import { accountsSchema, type KfAccount } from "./payload";
import { callWecom, harmless, readAnswer } from "./wecom-api";

// The most that WeCom gives at once: developer.work.weixin.qq.com/document/path/94661, read 2026-11-21.
const PAGE = 100;
/** A corporation may have some thousands; whoever has more has to name the one. */
const MAX_PAGES = 50;

/** The customer service accounts that the app sees. Throws SendError. */
export async function listAccounts(apiUrl: string, accessToken: string, transport: Transport): Promise<KfAccount[]> {
  const accounts: KfAccount[] = [];
  for (let page = 0; page < MAX_PAGES; page++) {
    const call = { path: "/cgi-bin/kf/account/list", query: { access_token: accessToken }, body: { offset: page * PAGE, limit: PAGE } };
    const { account_list } = readAnswer(accountsSchema, await callWecom(apiUrl, call, transport).catch(harmless));
    accounts.push(...account_list);
    if (account_list.length < PAGE) break;
  }
  return accounts;
}

export const UNMANAGED = "The app may not manage this account. Give it the account at work.weixin.qq.com, and connect again.";

/** Of an account that the app sees and may not manage. WeCom leaves it out where there is no difference. */
export const isUnmanaged = ({ manage_privilege }: KfAccount): boolean => manage_privilege === false;
