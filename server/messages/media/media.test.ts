import { spawnSync } from "node:child_process";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { sniffFile } from "../sniff";
import { makeJpeg, makePoster, makePreview } from "./make-picture";
import { makeSound } from "./make-sound";
import { neededForms } from "./needed-forms";
import { runFfmpeg } from "./run-ffmpeg";

/** What a phone or a browser would have recorded: a second of a tone, made by ffmpeg itself. */
function record(...options: string[]): Buffer {
  const input = ["-f", "lavfi", "-i", "sine=frequency=440:duration=1", "-f", "lavfi", "-i", "testsrc=size=800x600:duration=1:rate=5"];
  const { stdout, stderr, status } = spawnSync("ffmpeg", ["-nostdin", "-loglevel", "error", ...input, ...options, "pipe:1"], { maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`ffmpeg is needed for these tests: ${stderr ?? ""}`);
  return stdout;
}

const photo = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, noise: { type: "gaussian", mean: 120, sigma: 60 }, background: "#888888" } })
    .png()
    .toBuffer();

describe("sounds", () => {
  let webm: Buffer;
  beforeAll(() => {
    webm = record("-map", "0:a", "-c:a", "libopus", "-f", "webm");
  });

  test.each(["audio/mp4", "audio/ogg", "audio/mpeg", "audio/aac"])("a browser's recording becomes %s", async (to) => {
    const made = await makeSound({ bytes: webm, mimeType: "video/webm" }, to);
    expect((await sniffFile(made.bytes, null)).mimeType.replace("x-m4a", "mp4")).toBe(to);
    expect(made.durationMs).toBeGreaterThan(900);
    expect(made.durationMs).toBeLessThan(1_200);
  });

  test("a phone's recordings become what every browser plays", async () => {
    for (const options of [
      ["-map", "0:a", "-c:a", "libspeex", "-ar", "16000", "-f", "ogg"],
      ["-map", "0:a", "-c:a", "libvorbis", "-f", "ogg"],
      ["-map", "0:a", "-c:a", "flac", "-f", "flac"],
    ]) {
      const bytes = record(...options);
      const { mimeType } = await sniffFile(bytes, null);
      expect(neededForms({ kind: "voice", mimeType, sizeBytes: bytes.length })).toEqual(["playable"]);
      expect((await makeSound({ bytes, mimeType }, "audio/mp4")).bytes.length).toBeGreaterThan(1_000);
    }
  });

  test("AMR, as telephones and WeChat record, is read", async () => {
    // A frame of silence at 4.75 kbit/s, fifty times. Source: RFC 4867, section 5
    const frames = Buffer.concat(Array.from({ length: 50 }, () => Buffer.from("04000000000000000000000000", "hex")));
    const bytes = Buffer.concat([Buffer.from("#!AMR\n"), frames]);
    const { mimeType } = await sniffFile(bytes, null);
    expect(mimeType).toBe("audio/amr");
    expect((await makeSound({ bytes, mimeType }, "audio/mp4")).durationMs).toBeGreaterThan(800);
  });

  test.each<[string, Uint8Array, string]>([
    ["nonsense", Buffer.alloc(5_000, 7), "audio/ogg"],
    ["a type that nothing reads", Buffer.from("#!SILK_V3"), "audio/silk"],
    ["a playlist in a sound's clothes", Buffer.from("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"), "audio/mpeg"],
    ["a list of files in a film's clothes", Buffer.from("ffconcat version 1.0\nfile /etc/passwd\n"), "video/mp4"],
  ])("refuses %s", async (_name, bytes, mimeType) => {
    await expect(makeSound({ bytes, mimeType }, "audio/mp4")).rejects.toThrow();
  });

  test("a decoder that would never end is ended", async () => {
    const silence = ["-filter_complex", "anullsrc=r=48000:cl=stereo[a]", "-map", "[a]", "-c:a", "pcm_s16le"];
    await expect(runFfmpeg({ bytes: webm, mimeType: "audio/webm", options: silence, extension: "wav" })).rejects.toThrow(/^ffmpeg ended with/);
  }, 90_000);
});

describe("pictures", () => {
  test("a large one has a small preview, upright", async () => {
    const lying = await sharp(await photo(1_200, 800))
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const made = await makePreview(lying);
    expect([made.width, made.height]).toEqual([427, 640]);
    expect(made.bytes.length).toBeLessThan(lying.length);
  });

  test("a film has a still", async () => {
    const film = record("-map", "1:v", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "frag_keyframe+empty_moov", "-f", "mp4");
    expect(await makePoster({ bytes: film, mimeType: "video/mp4" })).toMatchObject({ width: 640, height: 480, mimeType: "image/jpeg" });
  });

  test("one that is too large for a channel gets as small as it must, and no smaller", async () => {
    const large = await photo(1_400, 1_000);
    const made = await makeJpeg(large, 300_000);
    expect(made.bytes.length).toBeLessThanOrEqual(300_000);
    expect((await sniffFile(made.bytes, null)).mimeType).toBe("image/jpeg");
    expect((await makeJpeg(large, 10_000_000)).width).toBe(1_400);
    await expect(makeJpeg(large, 500)).rejects.toThrow("no picture of 500 bytes");
  }, 30_000);

  test("what is transparent becomes white", async () => {
    const clear = await sharp({ create: { width: 8, height: 8, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
      .png()
      .toBuffer();
    const { data } = await sharp((await makeJpeg(clear, 100_000)).bytes)
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, 3)]).toEqual([255, 255, 255]);
  });

  test("a small file that unfolds to more than the machine holds is refused", async () => {
    const bomb = await sharp({ create: { width: 16_000, height: 16_000, channels: 3, background: "#000000" }, limitInputPixels: false })
      .png({ compressionLevel: 9 })
      .toBuffer();
    expect(bomb.length).toBeLessThan(3_000_000);
    await expect(makePreview(bomb)).rejects.toThrow(/pixel/i);
    await expect(makeJpeg(bomb, 1_000_000)).rejects.toThrow(/pixel/i);
  }, 60_000);

  test.each([
    ["nonsense", Buffer.alloc(500, 3)],
    ["half a picture", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")],
    ["a drawing, which may name files", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>")],
  ])("%s is refused", async (_name, bytes) => {
    await expect(makePreview(bytes)).rejects.toThrow();
  });
});

describe("what a file needs", () => {
  test.each<[string, Parameters<typeof neededForms>[0], string[]]>([
    ["a sound that every browser plays", { kind: "voice", mimeType: "audio/mpeg", sizeBytes: 9_000 }, []],
    ["a voice note of WhatsApp", { kind: "voice", mimeType: "audio/ogg", sizeBytes: 9_000 }, ["playable"]],
    ["a photo", { kind: "image", mimeType: "image/jpeg", sizeBytes: 3_000_000 }, ["preview"]],
    ["a small picture", { kind: "image", mimeType: "image/jpeg", sizeBytes: 30_000 }, []],
    ["a moving picture", { kind: "image", mimeType: "image/gif", sizeBytes: 3_000_000 }, []],
    ["a film", { kind: "video", mimeType: "video/mp4", sizeBytes: 3_000_000 }, ["preview"]],
    ["a document", { kind: "file", mimeType: "application/pdf", sizeBytes: 3_000_000 }, []],
  ])("%s", (_name, given, expected) => {
    expect(neededForms(given)).toEqual(expected);
  });
});
