import type { Platform } from "./platform";
import { type Entry, findAccount, newMsgId, now, type Session, seconds } from "./world";

/** Puts something into an account's list, and calls whoever answers for it. Whether somebody took the call. */
export function tell({ world, delivery, changed }: Platform, session: Session, fields: Record<string, unknown>): Promise<boolean> {
  const found = findAccount(world, session.openKfId);
  if (!found) return Promise.resolve(false);
  const at = now(world);
  const entry: Entry = { personId: session.personId, at, fields: { open_kfid: session.openKfId, send_time: seconds(at), ...fields } };
  world.entries[session.openKfId] = [...(world.entries[session.openKfId] ?? []), entry];
  changed();
  return delivery.callFor(found.corp, session.openKfId);
}

/** What an event is about stands inside it; outside there is no customer. */
export function tellOfEvent(platform: Platform, session: Session, event: Record<string, unknown>): Promise<boolean> {
  return tell(platform, session, { msgid: newMsgId(platform.world), origin: 4, msgtype: "event", event: { open_kfid: session.openKfId, ...event } });
}
