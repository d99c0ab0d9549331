import type { Transport, TransportRequest, TransportResponse } from "@/server/channels/contract";

/** A Transport around one function of a test; every host has the same documentation address (RFC 5737). */
export function fakeTransport(answer: (request: TransportRequest) => Promise<TransportResponse>): Transport {
  return Object.assign(answer, { addressOf: async () => "192.0.2.1" });
}
