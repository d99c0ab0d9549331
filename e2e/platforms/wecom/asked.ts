import { type Answer, type Call, jsonBody, text } from "../shared/http";
import type { Platform } from "./platform";
import { refuse } from "./refusals";
import { type Caller, callerOf } from "./tokens-api";
import { findAccount, findCustomer, type KfAccount, type Session, sessionOf, TROUBLES } from "./world";

/** A call of a corporation's, heard: what it says, and in whose name. */
export interface Asked extends Caller {
  platform: Platform;
  call: Call;
  body: Record<string, unknown>;
}

/** What stands before every call with a corporation's token. */
export function asCorp(platform: Platform, run: (asked: Asked) => Answer | Promise<Answer>): (call: Call) => Answer | Promise<Answer> {
  return (call) => {
    if (platform.control.take("throttle")) return refuse("45009");
    if (platform.control.take("busy")) return refuse("-1");
    const caller = callerOf(platform, call);
    if (!("corp" in caller)) return caller;
    const { trouble } = caller.corp;
    if (trouble) return refuse(TROUBLES[trouble]);
    const isJson = call.headers["content-type"]?.includes("json");
    return run({ ...caller, platform, call, body: isJson ? jsonBody(call) : {} });
  };
}

/** The account that the body names, or the code of why it may not be spoken for. */
export function accountOf({ platform, corp, namespace, body }: Asked): KfAccount | string {
  const found = findAccount(platform.world, text(body.open_kfid));
  if (!found || found.corp !== corp || found.account.isDeleted) return "95000";
  if (namespace === "suite" && !corp.grant?.accounts.includes(found.account.openKfId)) return "60011";
  return found.account.isManaged ? found.account : "60011";
}

/** A customer at that account by the caller's own id of theirs. */
export function sessionAt(asked: Asked, customerId: string): Session | string {
  const account = accountOf(asked);
  if (typeof account === "string") return account;
  const person = findCustomer(asked.platform.world, { namespace: asked.namespace, corpId: asked.corp.corpId }, customerId);
  return person ? sessionOf(asked.platform.world, account.openKfId, person.id) : "40096";
}
