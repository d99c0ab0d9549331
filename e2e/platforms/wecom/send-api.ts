import { type Answer, text } from "../shared/http";
import { type Asked, sessionAt } from "./asked";
import { checkMessage } from "./check-message";
import { spendCode, TYPES_BY_CODE } from "./codes";
import { tellOfEvent } from "./entries";
import { ok, refuse } from "./refusals";
import { findAccount, type Message, newMsgId, now, type Session, sessionOf } from "./world";

const REMEMBERED_IDS = 500;
const REFUSED_BY_CUSTOMER = 10;

/** POST /cgi-bin/kf/send_msg: the same checks in the same codes as the platform. */
export function sendMessage(asked: Asked): Answer {
  const { platform, body } = asked;
  const session = sessionAt(asked, text(body.touser));
  if (typeof session === "string") return refuse(session);
  // The same id again is the same message: nothing more is sent, nothing more counted.
  const given = text(body.msgid);
  if (given && session.sentIds.includes(given)) return ok({ msgid: given });
  const problem = checkMessage(body, hasMedia(asked)) ?? (platform.control.take("refuse") ? "95013" : spendAnswer(asked, session));
  if (problem) return refuse(problem);
  return done(asked, session, given || newMsgId(platform.world));
}

function spendAnswer({ platform: { world } }: Asked, session: Session): string | null {
  if (session.state > 1) return "95018";
  if (now(world) > session.lastWroteAt + 48 * 3600_000) return "95002";
  if (session.left <= 0) return "95001";
  session.left -= 1;
  return null;
}

/** POST /cgi-bin/kf/send_msg_on_event: whom it goes to is in the code. */
export function sendByCode(asked: Asked): Answer {
  const { platform, body, corp } = asked;
  const id = text(body.msgid);
  const problem = checkMessage(body, hasMedia(asked));
  if (problem) return refuse(problem);
  const code = spendCode(platform, text(body.code));
  if (!code || findAccount(platform.world, code.openKfId)?.corp !== corp) return refuse("95007");
  if (!TYPES_BY_CODE[code.scene].includes(String(body.msgtype))) return refuse("40008");
  return done(asked, sessionOf(platform.world, code.openKfId, code.personId), id || newMsgId(platform.world));
}

function hasMedia({ platform }: Asked): (id: string, kind: string) => boolean {
  return (id, kind) => !platform.control.take("lose-media") && platform.media.find(id, now(platform.world))?.kind === kind;
}

/** Taken, which is not yet delivered: whoever refuses does so afterwards. */
function done(asked: Asked, session: Session, id: string): Answer {
  const { platform } = asked;
  session.sentIds = [...session.sentIds.slice(-REMEMBERED_IDS), id];
  if (session.isRefusing || platform.control.take("fail-late"))
    void tellOfEvent(platform, session, { event_type: "msg_send_fail", fail_msgid: id, fail_type: REFUSED_BY_CUSTOMER });
  else session.messages.push(bubble(asked, id));
  platform.changed();
  // Done, but nobody will hear of it: the caller's clock runs out.
  return platform.control.take("timeout") ? null : ok({ msgid: id });
}

interface Content {
  content?: string;
  media_id?: string;
  head_content?: string;
  tail_content?: string;
  title?: string;
  url?: string;
  list?: { click?: { id?: string; content: string }; view?: { url: string; content: string } }[];
}

function bubble({ platform, body }: Asked, id: string): Message {
  const type = text(body.msgtype);
  const { content, media_id, head_content, tail_content, title, url, list } = body[type] as Content;
  const file = media_id ? platform.media.find(media_id, now(platform.world)) : null;
  const links = list?.flatMap(({ view }) => (view ? [`${view.content}: ${view.url}`] : [])) ?? [];
  const buttons = list?.flatMap(({ click }) => (click ? [{ title: click.content, payload: click.id ?? "" }] : []));
  return {
    id,
    from: "account",
    at: now(platform.world),
    text: content ?? [head_content, title, url, ...links, tail_content].filter(Boolean).join("\n"),
    media: file && { url: platform.media.linkTo(media_id ?? ""), type, name: file.name },
    ...(buttons?.length ? { buttons } : {}),
  };
}
