import { type Answer, badRequest, text } from "../shared/http";
import { eventXml } from "./event-xml";
import type { Platform } from "./platform";
import { type Corp, now, TROUBLES, type Trouble } from "./world";

/**
 * POST /__trouble {corp, trouble}: what its administrators have done wrong; empty: nothing. With `account`, and "unmanaged" or "deleted":
 * what became of an account of theirs; the app is told that it was taken from it.
 */
export async function makeTrouble(platform: Platform, corp: Corp, fields: Record<string, unknown>): Promise<Answer> {
  const trouble = text(fields.trouble);
  const account = corp.accounts.find(({ openKfId }) => openKfId === text(fields.account));
  if (account) {
    account.isManaged = trouble !== "unmanaged";
    account.isDeleted = trouble === "deleted";
    platform.changed();
    const name = account.isManaged ? "AuthAddOpenKfId" : "AuthDelOpenKfId";
    const xml = eventXml(corp, now(platform.world), ["kf_account_auth_change", [[name, account.openKfId]]]);
    return { status: 200, body: { isTaken: await platform.delivery.tellCorp(corp, xml) } };
  }
  if (trouble && !(trouble in TROUBLES)) return badRequest(`trouble is one of: ${Object.keys(TROUBLES).join(", ")}; empty: none`);
  corp.trouble = (trouble as Trouble) || null;
  platform.changed();
  return { status: 200, body: { trouble: corp.trouble } };
}
