import { badRequest } from "../shared/http";
import { newCode } from "./codes";
import { tell, tellOfEvent } from "./entries";
import type { Platform } from "./platform";
import { COLLEAGUES, newMsgId, now, type Session } from "./world";

type Act = (platform: Platform, session: Session, fields: { text: string; id: string }) => Promise<object>;

const [LISI = "", WANGWU = ""] = COLLEAGUES;

/** What colleagues do in WeCom's own program, and WeCom's own routing. */
const ACTS: Record<string, Act> = {
  async queue(platform, session) {
    move(platform, session, { state: 2, servicer: null });
    return { ok: true };
  },
  take(platform, session) {
    move(platform, session, { state: 3, servicer: LISI });
    return tellOfSession(platform, session, { change_type: 1, new_servicer_userid: LISI, msg_code: newCode(platform, "taken-over", session) });
  },
  transfer(platform, session) {
    move(platform, session, { state: 3, servicer: WANGWU });
    return tellOfSession(platform, session, { change_type: 2, old_servicer_userid: LISI, new_servicer_userid: WANGWU });
  },
  end(platform, session) {
    move(platform, session, { state: 4, servicer: null });
    return tellOfSession(platform, session, { change_type: 3, old_servicer_userid: LISI, msg_code: newCode(platform, "good-bye", session) });
  },
  async reply(platform, session, { text }) {
    const id = newMsgId(platform.world);
    session.messages.push({ id, from: "account", at: now(platform.world), text, media: null });
    const isTaken = await tell(platform, session, {
      msgid: id,
      origin: 5,
      servicer_userid: session.servicer ?? LISI,
      msgtype: "text",
      text: { content: text },
    });
    return { id, isTaken };
  },
  async recall(platform, session, { id }) {
    session.messages = session.messages.filter((message) => message.id !== id);
    return { isTaken: await tellOfEvent(platform, session, { event_type: "servicer_recall_msg", recall_msgid: id, servicer_userid: LISI }) };
  },
  async leave(platform, session) {
    return { isTaken: await tellOfEvent(platform, session, { event_type: "servicer_status_change", servicer_userid: LISI, status: 2, stop_type: 1 }) };
  },
};

function move(platform: Platform, session: Session, to: Pick<Session, "state" | "servicer">): void {
  Object.assign(session, to);
  platform.changed();
}

async function tellOfSession(platform: Platform, session: Session, fields: object): Promise<object> {
  return { isTaken: await tellOfEvent(platform, session, { event_type: "session_status_change", ...fields }) };
}

export async function colleagueAct(platform: Platform, session: Session, { act, text = "", id = "" }: { act: string; text?: string; id?: string }) {
  const run = Object.hasOwn(ACTS, act) ? ACTS[act] : undefined;
  return run ? { status: 200, body: await run(platform, session, { text, id }) } : badRequest(`act is one of: ${Object.keys(ACTS).join(", ")}`);
}
