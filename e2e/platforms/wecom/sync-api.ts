import { type Answer, text } from "../shared/http";
import { type Asked, accountOf } from "./asked";
import { ok, refuse } from "./refusals";
import { type Entry, externalId, now } from "./world";

const KEPT_MS = 3 * 24 * 3600_000;
const MAX_LIMIT = 1000;
const MAX_CURSOR_BYTES = 64;
/** Without a callback's token: so often within a minute. */
const RARELY = 3;

/** POST /cgi-bin/kf/sync_msg: what came after the cursor, of the last three days. What was sent by calls is not in it. */
export function syncMessages(asked: Asked): Answer {
  const { platform, body } = asked;
  const account = accountOf(asked);
  if (typeof account === "string") return refuse(account);
  const { limit = MAX_LIMIT, voice_format = 0 } = body as { limit?: number; voice_format?: number };
  if (!(limit >= 1 && limit <= MAX_LIMIT) || ![0, 1].includes(voice_format)) return refuse("40058");
  const position = positionOf(text(body.cursor));
  if (position === null) return refuse("40058");
  const refusal = refusalOf(asked, account.openKfId);
  if (refusal) return refuse(refusal);
  const all = platform.world.entries[account.openKfId] ?? [];
  // Nothing in this page, and still more to come: that happens.
  const isEmpty = platform.control.take("empty-page");
  const page = isEmpty ? [] : all.slice(position, position + limit);
  const next = position + page.length;
  return ok({
    next_cursor: cursorAt(next),
    has_more: isEmpty || next < all.length ? 1 : 0,
    msg_list: page.filter(({ at }) => at > now(platform.world) - KEPT_MS).map((entry) => shown(entry, asked)),
  });
}

let made = 0;
/** Two at the same place are not the same. */
const cursorAt = (position: number): string => Buffer.from(`${position}.${++made}`).toString("base64url");

function positionOf(cursor: string): number | null {
  if (cursor === "") return 0;
  if (Buffer.byteLength(cursor) > MAX_CURSOR_BYTES) return null;
  const match = /^(\d+)\.\d+$/.exec(Buffer.from(cursor, "base64url").toString());
  return match ? Number(match[1]) : null;
}

/** A token is for one account and ten minutes; without one the call is hardly allowed. */
function refusalOf({ platform: { world }, body }: Asked, openKfId: string): string | null {
  const token = text(body.token);
  const at = now(world);
  if (token) {
    const known = world.syncTokens[token];
    return known?.openKfId === openKfId && known.until > at ? null : "95007";
  }
  const recent = (world.syncedAt[openKfId] ?? []).filter((asked) => asked > at - 60_000);
  world.syncedAt[openKfId] = [...recent, at];
  return recent.length >= RARELY ? "45009" : null;
}

/** With the ids that the caller knows; an event has its customer inside. */
function shown({ personId, fields }: Entry, { namespace, corp }: Asked): object {
  if (personId === null) return fields;
  const external_userid = externalId(namespace, corp.corpId, personId);
  if (fields.msgtype !== "event") return { ...fields, external_userid };
  const { open_kfid: _inside, event, ...rest } = fields as { open_kfid: string; event: object };
  return { ...rest, event: { ...event, external_userid } };
}
