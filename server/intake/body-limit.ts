import { findAdapter } from "@/server/channels/registry";
import { findChannel } from "./find-channel";
import { MAX_BODY_BYTES } from "./read-body";

/**
 * The most bytes that are taken of a webhook's body: 5 MB, or what the kind says, for one that declares more and comes to the own
 * address of a channel that is there. A stranger, who knows no such address, cannot make us hold more. Throws `unavailable`.
 */
export async function bodyLimit(path: string, declaredBytes: number): Promise<number> {
  const [kind = "", key = ""] = (path.split("?", 1)[0] ?? "").slice("/api/webhooks/".length).split("/");
  const ofKind = findAdapter(kind)?.maxBodyBytes ?? MAX_BODY_BYTES;
  if (!(declaredBytes > MAX_BODY_BYTES) || ofKind <= MAX_BODY_BYTES) return MAX_BODY_BYTES;
  return (await findChannel(kind, key)) ? ofKind : MAX_BODY_BYTES;
}
