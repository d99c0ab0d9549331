import type { TransportResponse } from "@/server/channels/contract";

/** What the answer says, where it is an object in JSON; a file's bytes are none. */
export function readJson(response: TransportResponse): unknown {
  if (response.bytes[0] !== "{".charCodeAt(0)) return undefined;
  try {
    return response.json();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
