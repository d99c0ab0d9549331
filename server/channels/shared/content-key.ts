import { createHash } from "node:crypto";

/** A short, stable key of some content, for dedup keys of what has no id of its own: the same bytes always give the same key. */
export function contentKey(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("base64url").slice(0, 27);
}
