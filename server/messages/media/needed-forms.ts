import { canDecode } from "./run-ffmpeg";

/** What is made of a file beside the original. */
export type FormName = "preview" | "playable" | "sent";
export interface Form {
  key: string;
  mimeType: string;
  sizeBytes: number;
}
export type Forms = Partial<Record<FormName, Form>>;

/** Every browser plays these; Ogg is missing in Safaris that are still in use. */
const PLAYED_EVERYWHERE = /^audio\/(mpeg|mp4|x-m4a|aac|wav|x-wav|vnd\.wave)$/;
const PREVIEWED = /^image\/(jpeg|png|webp|avif|tiff)$/;
/** A picture of this size is its own preview. */
const SMALL_BYTES = 150 * 1024;

/** Which forms a file needs to be looked at and listened to everywhere; none where the original does. Pure. */
export function neededForms({ kind, mimeType, sizeBytes }: { kind: string; mimeType: string; sizeBytes: number }): FormName[] {
  const isSound = kind === "voice" || kind === "audio";
  if (isSound) return PLAYED_EVERYWHERE.test(mimeType) ? [] : ["playable"];
  if (kind === "video") return canDecode(mimeType) ? ["preview"] : [];
  const isPicture = ["image", "sticker", "story"].includes(kind);
  // A moving sticker is small; a still of it would be the poorer one.
  return isPicture && PREVIEWED.test(mimeType) && sizeBytes > SMALL_BYTES ? ["preview"] : [];
}
