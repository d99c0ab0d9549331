import { expect, test } from "vitest";
import { type FileFacts, type FilePlan, planFile } from "./plan-file";

const limits = {
  image: { maxBytes: 1_000, mimeTypes: ["image/jpeg", "image/png"] },
  voice: { maxBytes: 1_000, mimeTypes: ["audio/ogg"], maxDurationMs: 60_000 },
  audio: { maxBytes: 1_000, mimeTypes: ["audio/mpeg", "audio/mp4"] },
  video: { maxBytes: 1_000, mimeTypes: ["video/mp4"] },
  file: { maxBytes: 1_000 },
};
const file = (kind: string, mimeType: string, more: Partial<FileFacts> = {}): FileFacts => ({ kind, mimeType, sizeBytes: 1_000, ...more });

test.each<[string, FileFacts, FilePlan]>([
  ["a picture that fits", file("image", "image/png"), { kind: "as-is" }],
  ["a picture of another type", file("image", "image/webp"), { kind: "convert", to: "image/jpeg" }],
  ["a picture that nothing here reads", file("image", "image/heic"), { kind: "refused", why: "type", max: 0 }],
  ["a moving picture, which would stand still", file("image", "image/gif"), { kind: "refused", why: "type", max: 0 }],
  ["a large picture", file("image", "image/png", { sizeBytes: 1_001 }), { kind: "shrink", to: "image/jpeg" }],
  ["a browser's recording", file("voice", "audio/webm"), { kind: "convert", to: "audio/ogg" }],
  ["a recording that is too long", file("voice", "audio/ogg", { durationMs: 60_001 }), { kind: "refused", why: "duration", max: 60_000 }],
  ["a song, which phones show as one", file("audio", "audio/ogg"), { kind: "convert", to: "audio/mp4" }],
  ["a film of another type", file("video", "video/quicktime"), { kind: "refused", why: "type", max: 0 }],
  ["a large film", file("video", "video/mp4", { sizeBytes: 1_001 }), { kind: "refused", why: "size", max: 1_000 }],
  ["any file where all types are taken", file("file", "application/zip"), { kind: "as-is" }],
  ["a kind that the channel does not have", file("sticker", "image/webp"), { kind: "refused", why: "kind", max: 0 }],
])("%s", (_name, given, expected) => {
  expect(planFile(given, limits)).toEqual(expected);
});

test("a voice note is a sound file where there are no voice notes, and never the browser's own format", () => {
  const audio = { maxBytes: 1_000 };
  expect(planFile(file("voice", "audio/webm"), { audio })).toEqual({ kind: "convert", to: "audio/mp4" });
  expect(planFile(file("voice", "audio/mpeg"), { audio })).toEqual({ kind: "as-is" });
});
