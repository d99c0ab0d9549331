import type * as z from "zod";
import { type ChannelConfig, SendError, type Transport, type TransportRequest, type TransportResponse } from "@/server/channels/contract";
import { fromTransport } from "@/server/channels/shared/from-transport";
import { GRAPH_VERSION } from "./graph-payload";
import type { WhatsappCredentials } from "./payload";
import { toSendError } from "./send-errors";

/** An address of the Graph API. */
export function graphUrl(apiUrl: string, path: string, query: Record<string, string> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `${apiUrl}/${GRAPH_VERSION}/${path}${search ? `?${search}` : ""}`;
}

/** Calls the Graph API and reads its answer. Throws SendError for a refusal, for silence, and for an answer that is no JSON. */
export async function callGraph(request: TransportRequest, transport: Transport): Promise<unknown> {
  const response = await transport(request).catch((error: unknown) => {
    throw fromTransport(error, "WhatsApp");
  });
  const body = readJson(response);
  const failure = toSendError(response, body);
  if (failure) throw failure;
  // A success that cannot be read happened all the same.
  if (body === undefined) throw new SendError("unknown", "WhatsApp's answer could not be read.", { retryable: false });
  return body;
}

function readJson(response: TransportResponse): unknown {
  try {
    return response.json();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What the answer must hold. Throws SendError "unreachable" when WhatsApp, or whatever stands in front of it, says something else. */
export function readAnswer<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new SendError("unreachable", "WhatsApp's answer was not what its documentation says.", { retryable: false, cause: parsed.error });
}

interface Call {
  method: TransportRequest["method"];
  path: string;
  query?: Record<string, string>;
  /** A form, or anything to be sent as JSON. */
  body?: unknown;
  timeoutMs?: number;
}

/** Calls with a token in a header, so that it stands in no address and no log. */
export function callWith({ token, apiUrl }: { token: string; apiUrl: string }, call: Call, transport: Transport): Promise<unknown> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  const isForm = call.body instanceof FormData;
  if (call.body !== undefined && !isForm) headers["content-type"] = "application/json";
  const body = call.body === undefined ? undefined : isForm ? (call.body as FormData) : JSON.stringify(call.body);
  return callGraph({ method: call.method, url: graphUrl(apiUrl, call.path, call.query), headers, body, timeoutMs: call.timeoutMs }, transport);
}

/** Calls as the connected number. */
export function callAsNumber({ credentials, apiUrl }: Pick<ChannelConfig<WhatsappCredentials>, "credentials" | "apiUrl">, call: Call, transport: Transport) {
  return callWith({ token: credentials.accessToken, apiUrl }, call, transport);
}
