import type * as z from "zod";
import { SendError, type Transport, type TransportRequest, type TransportResponse } from "@/server/channels/contract";
import { fromTransport } from "./from-transport";
import { type Refusals, toSendError } from "./meta-refusals";

/** The version of Meta's Graph API that all of our calls and shapes are of. */
export const GRAPH_VERSION = "v25.0";

/** A call as an account: its token travels in a header, so that it stands in no address and no log. */
export interface GraphCall {
  method: TransportRequest["method"];
  path: string;
  query?: Record<string, string>;
  body?: unknown;
}

/** An address of the Graph API. */
export function graphUrl(apiUrl: string, path: string, query: Record<string, string> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `${apiUrl}/${GRAPH_VERSION}/${path}${search ? `?${search}` : ""}`;
}

/** Calls the Graph API and reads its answer. Throws SendError for a refusal, for silence, and for an answer that is no JSON. */
export async function callGraph(request: TransportRequest, transport: Transport, refusals: Refusals): Promise<unknown> {
  const response = await transport(request).catch((error: unknown) => {
    throw fromTransport(error, refusals.platform);
  });
  const body = readJson(response);
  const failure = toSendError(response, body, refusals);
  if (failure) throw failure;
  // A success that cannot be read happened all the same.
  if (body === undefined) throw new SendError("unknown", `${refusals.platform}'s answer could not be read.`, { retryable: false });
  return body;
}

/** Calls with somebody's token. Throws like `callGraph`. */
export function callWithToken(
  { apiUrl, token }: { apiUrl: string; token: string },
  call: GraphCall,
  given: { transport: Transport; refusals: Refusals },
): Promise<unknown> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (call.body !== undefined) headers["content-type"] = "application/json";
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  return callGraph({ method: call.method, url: graphUrl(apiUrl, call.path, call.query), headers, body }, given.transport, given.refusals);
}

/** What the answer must hold. Throws SendError "unreachable" when the platform, or whatever stands in front of it, says something else. */
export function readAnswer<T>(schema: z.ZodType<T>, answer: unknown, platform: string): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new SendError("unreachable", `${platform}'s answer was not what its documentation says.`, { retryable: false, cause: parsed.error });
}

function readJson(response: TransportResponse): unknown {
  try {
    return response.json();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
