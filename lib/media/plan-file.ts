export interface FileFacts {
  kind: string;
  mimeType: string;
  sizeBytes: number;
  durationMs?: number | null;
}

/** A channel's row for one kind of file. */
export interface FileLimit {
  maxBytes: number;
  mimeTypes?: string[];
  maxDurationMs?: number;
}

/**
 * as-is: goes as it is. convert: into a type that the channel takes, which changes nothing that a person sees or hears. shrink: the
 * picture gets smaller, which its sender should know. refused: no way.
 */
export type FilePlan =
  | { kind: "as-is" }
  | { kind: "convert"; to: string }
  | { kind: "shrink"; to: string }
  | { kind: "refused"; why: "kind" | "type" | "size" | "duration"; max: number };

/** What a voice note may be made into, best first: what phones show as one comes before what they show as a song. */
const SOUNDS = ["audio/ogg", "audio/mp4", "audio/x-m4a", "audio/aac", "audio/mpeg"];
/** Pictures that we can read. A moving one would stand still; of HEIC no free reader comes with the library. */
const STILL = /^image\/(jpeg|png|webp|avif|tiff)$/;
/** The browser's own recording format, which hardly any platform plays. */
const RECORDED = /^(audio|video)\/webm$/;

/** What has to happen to a file before this channel takes it. Pure; the composer asks it before sending, the server again. */
export function planFile(file: FileFacts, limits: Partial<Record<string, FileLimit>>): FilePlan {
  // A voice note is a sound file to those who know no voice notes.
  const limit = limits[file.kind] ?? (file.kind === "voice" ? limits.audio : undefined);
  if (!limit) return { kind: "refused", why: "kind", max: 0 };
  if (limit.maxDurationMs && (file.durationMs ?? 0) > limit.maxDurationMs) return { kind: "refused", why: "duration", max: limit.maxDurationMs };
  const to = targetType(file, limit);
  if (to === null) return { kind: "refused", why: "type", max: 0 };
  if (file.sizeBytes > limit.maxBytes) return STILL.test(file.mimeType) ? shrink(limit) : { kind: "refused", why: "size", max: limit.maxBytes };
  return to === file.mimeType ? { kind: "as-is" } : { kind: "convert", to };
}

function shrink({ mimeTypes, maxBytes }: FileLimit): FilePlan {
  if (mimeTypes && !mimeTypes.includes("image/jpeg")) return { kind: "refused", why: "size", max: maxBytes };
  return { kind: "shrink", to: "image/jpeg" };
}

/** The type it goes out as; null where there is none. */
function targetType({ kind, mimeType }: FileFacts, { mimeTypes }: FileLimit): string | null {
  const isSound = kind === "voice" || kind === "audio";
  if (!mimeTypes) return isSound && RECORDED.test(mimeType) ? "audio/mp4" : mimeType;
  if (mimeTypes.includes(mimeType)) return mimeType;
  if (isSound) return SOUNDS.find((type) => mimeTypes.includes(type)) ?? null;
  return STILL.test(mimeType) && mimeTypes.includes("image/jpeg") ? "image/jpeg" : null;
}
