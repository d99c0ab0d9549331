import { type Made, runFfmpeg } from "./run-ffmpeg";

/** Longer than any voice note; what is decoded beyond it would only cost. */
const MAX_SECONDS = 3_600;

/** How to make each type. Speech at these rates sounds as it was recorded. */
const TYPES: Record<string, { extension: string; options: string[] }> = {
  "audio/mp4": { extension: "m4a", options: ["-c:a", "aac", "-b:a", "64k", "-ac", "1", "-movflags", "+faststart"] },
  "audio/x-m4a": { extension: "m4a", options: ["-c:a", "aac", "-b:a", "64k", "-ac", "1", "-movflags", "+faststart"] },
  "audio/aac": { extension: "aac", options: ["-c:a", "aac", "-b:a", "64k", "-ac", "1"] },
  "audio/mpeg": { extension: "mp3", options: ["-c:a", "libmp3lame", "-b:a", "64k", "-ac", "1"] },
  // WhatsApp shows as a voice note only Opus in Ogg with one channel. Source: Cloud API, audio messages, read 2026-11
  "audio/ogg": { extension: "ogg", options: ["-c:a", "libopus", "-b:a", "32k", "-ac", "1", "-application", "voip"] },
};

/** A sound in another type. Throws NoFfmpeg, or Error for what cannot be read or made. */
export async function makeSound(sound: { bytes: Uint8Array; mimeType: string }, to: string): Promise<Made & { extension: string }> {
  const target = TYPES[to];
  if (!target) throw new Error(`no way to make ${to}`);
  const made = await runFfmpeg({ ...sound, options: ["-vn", "-t", String(MAX_SECONDS), ...target.options], extension: target.extension });
  return { ...made, extension: target.extension };
}
