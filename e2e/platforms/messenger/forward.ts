import type { Answer, Call } from "../shared/http";

/** How codes and tokens begin that the simulated Instagram has given for its accounts' Pages: at Facebook both are one platform. */
const OF_INSTAGRAM = /^(AQIG|EAAV|EAAI)/;

/** Whether a call is about a Page that the simulated Instagram keeps. */
export function isForInstagram({ headers, query }: Call): boolean {
  const given = [headers.authorization?.replace(/^Bearer /, ""), query.get("access_token"), query.get("code"), query.get("fb_exchange_token")];
  return given.some((value) => value && OF_INSTAGRAM.test(value));
}

/** Passes a call on as it is, and the answer back. */
export async function forward(to: string, { method, url, headers, body }: Call): Promise<Answer> {
  const kept = { authorization: headers.authorization ?? "", "content-type": headers["content-type"] ?? "" };
  const sent = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== ""));
  const response = await fetch(`${to}${url.pathname}${url.search}`, { method, headers: sent, body: method === "GET" ? undefined : new Uint8Array(body) });
  return { status: response.status, body: (await response.json()) as object };
}
