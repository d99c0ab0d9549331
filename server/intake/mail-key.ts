import { fitKey } from "./prepare-items";

/** A Message-ID as it is stored and looked up: without brackets, its domain in lower case (servers change that), of a length an index takes. */
export function mailKey(messageId: string): string {
  const bare = messageId.trim().replace(/^<|>$/g, "");
  const at = bare.lastIndexOf("@");
  return fitKey(at < 0 ? bare : bare.slice(0, at) + bare.slice(at).toLowerCase());
}
