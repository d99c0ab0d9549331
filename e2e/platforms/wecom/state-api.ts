import { type Answer, text } from "../shared/http";
import { type Asked, sessionAt } from "./asked";
import { newCode } from "./codes";
import { ok, refuse } from "./refusals";
import { COLLEAGUES, type State } from "./world";

/** From a state to which others by a call. Over is over until the customer writes. */
const MOVES: Record<State, number[]> = { 0: [1, 2, 3, 4], 1: [2, 3, 4], 2: [3, 4], 3: [3, 4], 4: [] };

/** POST /cgi-bin/kf/service_state/get */
export function getState(asked: Asked): Answer {
  const session = sessionAt(asked, text(asked.body.external_userid));
  if (typeof session === "string") return refuse(session);
  return ok({ service_state: session.state, ...(session.servicer ? { servicer_userid: session.servicer } : {}) });
}

/** POST /cgi-bin/kf/service_state/trans */
export function moveState(asked: Asked): Answer {
  const { platform, body } = asked;
  const session = sessionAt(asked, text(body.external_userid));
  if (typeof session === "string") return refuse(session);
  const state = body.service_state as State;
  if (!MOVES[session.state].includes(state)) return refuse("95016");
  const servicer = text(body.servicer_userid);
  if (state === 3 && !COLLEAGUES.includes(servicer)) return refuse("95014");
  session.state = state;
  session.servicer = state === 3 ? servicer : null;
  platform.changed();
  if (state === 1) return ok();
  return ok({ msg_code: newCode(platform, state === 4 ? "good-bye" : "taken-over", session) });
}
