import { CallError, call } from "./api";
import type { Identity, PageView } from "./protocol";
import type { Session } from "./types";

interface OpenSessionInput {
  visitorToken: string | undefined;
  identity: Identity | undefined;
  page: PageView | undefined;
}

/** Opens or resumes this browser's session with the channel that the frame was made for. Throws CallError. */
export function openSession({ page, ...who }: OpenSessionInput): Promise<Session> {
  return call<Session>("session", undefined, {
    ...who,
    channelId: document.documentElement.dataset.channel,
    page: page && { url: page.url, title: page.title, referrer: page.referrer },
    locale: navigator.language,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
}

/** Asks our server for the right to listen to this session's own topic. Throws CallError. */
export async function authorise({ realtime, token }: Session, socketId: string): Promise<string> {
  const body = new URLSearchParams({ socket_id: socketId, channel_name: realtime.topic });
  const answer = await fetch(realtime.authEndpoint, { method: "POST", headers: { authorization: `Bearer ${token}` }, body, credentials: "omit" });
  if (!answer.ok) throw new CallError(answer.status, "unauthorised", 0);
  return (await answer.json()).auth;
}
