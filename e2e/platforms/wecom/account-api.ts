import type { Answer } from "../shared/http";
import type { Asked } from "./asked";
import { ok, refuse } from "./refusals";
import { findCustomer, unionIdOf } from "./world";

const MAX_PAGE = 100;

/** POST /cgi-bin/kf/account/list. The suite sees what it was given; the rest is not its business. */
export function listAccounts({ corp, namespace, body }: Asked): Answer {
  const { offset = 0, limit = MAX_PAGE } = body as { offset?: number; limit?: number };
  if (limit < 1 || limit > MAX_PAGE || offset < 0) return refuse("40058");
  const seen = corp.accounts.filter(({ openKfId, isDeleted }) => !isDeleted && (namespace === "own" || corp.grant?.accounts.includes(openKfId)));
  const account_list = seen
    .slice(offset, offset + limit)
    .map(({ openKfId, name, isManaged }) => ({ open_kfid: openKfId, name, avatar: "", manage_privilege: isManaged }));
  return ok({ account_list });
}

/** POST /cgi-bin/kf/customer/batchget. No picture for a suite; a unionid only where the corporation bound its WeChat account. */
export function getCustomers({ platform, corp, namespace, body }: Asked): Answer {
  const ids = body.external_userid_list;
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > MAX_PAGE) return refuse("40058");
  const found = (ids as string[]).map((id) => ({ id, person: findCustomer(platform.world, { namespace, corpId: corp.corpId }, id) }));
  return ok({
    customer_list: found.flatMap(({ id, person }) =>
      person
        ? [
            {
              external_userid: id,
              nickname: person.name,
              gender: 0,
              ...(namespace === "own" ? { avatar: `https://wx.qlogo.cn/mmhead/${person.id}/0` } : {}),
              ...(corp.isBound ? { unionid: unionIdOf(person.id) } : {}),
            },
          ]
        : [],
    ),
    invalid_external_userid: found.flatMap(({ id, person }) => (person ? [] : [id])),
  });
}
