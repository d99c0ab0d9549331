import { SendError, TransportError } from "@/server/channels/contract";

/** A failed call as a SendError: `unknown` when it may have arrived, else `unreachable` and worth another try. Anything else is rethrown as it is. */
export function fromTransport(error: unknown, platform: string): unknown {
  if (!(error instanceof TransportError)) return error;
  if (error.maybeSent) return new SendError("unknown", `${platform} did not answer in time; the message may have arrived.`, { retryable: false, cause: error });
  return new SendError("unreachable", `${platform} could not be reached.`, { retryable: true, cause: error });
}
