import type { Transport } from "@/server/channels/contract";
import { callGraph, readAnswer } from "@/server/channels/shared/meta-graph";
import { longTokenSchema } from "./payload";
import { refusals } from "./refusals";

interface LongToken {
  accessToken: string;
  obtainedAt: string;
  expiresAt: string;
}

/**
 * A token good for sixty days, from one good for an hour or from one of its own kind. These two addresses have no version and take the
 * token in the query alone. Source: Instagram Platform, "Business Login for Instagram", as of 2026-09. Throws SendError.
 */
export async function longToken(input: { apiUrl: string; path: string; query: Record<string, string>; now: Date }, transport: Transport): Promise<LongToken> {
  const { apiUrl, path, query, now } = input;
  const answer = await callGraph({ method: "GET", url: `${apiUrl}/${path}?${new URLSearchParams(query)}` }, transport, refusals);
  const { access_token, expires_in } = readAnswer(longTokenSchema, answer, refusals.platform);
  return { accessToken: access_token, obtainedAt: now.toISOString(), expiresAt: new Date(now.getTime() + expires_in * 1000).toISOString() };
}
