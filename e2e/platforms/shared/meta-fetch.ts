import type { Answer } from "./http";
import { badMedia } from "./meta-errors";
import type { Media } from "./signed-media";

const MB = 1024 * 1024;
const FETCH_TIMEOUT_MS = 10_000;

export interface Fetched {
  url: string;
  type: string;
  name: string;
}

/** Meta fetches what it is to show; a file it cannot get, of a wrong type, or a too large one, is refused. `types`: what it takes by kind; none: anything. */
export async function fetchMedia(
  { type, url }: { type: string; url: string },
  given: { media: Media; now: number; types?: Record<string, RegExp> },
): Promise<Fetched | NonNullable<Answer>> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
    if (!response.ok) return badMedia("Failed to fetch the file from the url", 2018008);
    const bytes = Buffer.from(await response.arrayBuffer());
    if (bytes.length > (type === "image" ? 8 : 25) * MB) return badMedia("Attachment size exceeds allowable limit", 2018047);
    const mimeType = response.headers.get("content-type") ?? "application/octet-stream";
    if (given.types?.[type]?.test(mimeType) === false) return badMedia("The type of the attachment is not supported", 2018109);
    const name = decodeURIComponent(new URL(response.url).pathname.split("/").at(-1) ?? "file");
    return { url: given.media.put({ bytes, type: mimeType, name }, { now: given.now }), type, name };
  } catch {
    return badMedia("Failed to fetch the file from the url", 2018008);
  }
}
