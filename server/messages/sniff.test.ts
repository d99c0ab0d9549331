import { describe, expect, test } from "vitest";
import { imageSize } from "./image-size";
import { sniffFile } from "./sniff";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
const PNG = hex("89504e470d0a1a0a 0000000d49484452 00000280 000001e0 0806000000 00000000 0000000049454e44ae426082");
const GIF = Buffer.concat([Buffer.from("GIF89a"), hex("4001 f000 800000 ffffff000000 2c00000000010001000002024401003b")]);
const JPEG = hex("ffd8ffe000104a46494600010100000100010000 ffdb000400 00 ffc0 0011 08 00f0 0140 03 011100 021100 031100 ffd9");
const WEBP_LOSSY = Buffer.concat([Buffer.from("RIFF"), hex("24000000"), Buffer.from("WEBPVP8 "), hex("18000000 300100 9d012a 2003 5802 0000000000000000")]);
const WEBP_EXTENDED = Buffer.concat([Buffer.from("RIFF"), hex("24000000"), Buffer.from("WEBPVP8X"), hex("0a000000 00000000 1f0300 570200 00000000")]);
const WAV = Buffer.concat([
  Buffer.from("RIFF"),
  hex("24080000"),
  Buffer.from("WAVEfmt "),
  hex("10000000 0100 0200 22560000 88580100 0400 1000"),
  Buffer.from("data"),
  Buffer.alloc(64),
]);
const PDF = Buffer.from("%PDF-1.7\n%âãÏÓ\n1 0 obj\n");
const ZIP = Buffer.concat([hex("504b0304 1400 0000 0800 00000000 00000000 00000000 00000000 0500 0000"), Buffer.from("a.txt"), Buffer.alloc(200)]);

describe("sniffFile", () => {
  test.each<[string, Uint8Array, string | null, string]>([
    ["a picture called so", PNG, "image/png", "image/png"],
    ["a picture called text", PNG, "text/plain", "image/png"],
    ["a picture without a name", JPEG, null, "image/jpeg"],
    ["sound called a picture", WAV, "image/jpeg", "audio/wav"],
    ["a page called a picture", Buffer.from("<!DOCTYPE html><script>alert(1)</script>"), "image/png", "text/html"],
    ["a page behind comments called text", Buffer.from("\uFEFF <!-- a --><!-- b -->\n<script>1</script>"), "text/plain", "text/html"],
    ["an SVG called a picture", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), "image/png", "image/svg+xml"],
    ["an SVG with a declaration", Buffer.from('<?xml version="1.0"?><!-- x --><svg/>'), "image/svg+xml", "image/svg+xml"],
    ["noise called a picture", Buffer.from([0, 1, 2, 3, 4, 5]), "image/png", "application/octet-stream"],
    ["text called a video", Buffer.from("just text, 你好"), "video/mp4", "text/plain"],
    ["a table", Buffer.from("a,b\n1,2\n"), "text/csv", "text/csv"],
    ["a table with parameters in its name", Buffer.from("a,b\n1,2\n"), "Text/CSV; charset=utf-8", "text/csv"],
    ["a document", PDF, "application/pdf", "application/pdf"],
    ["a spreadsheet whose inside is not at hand", ZIP, "application/vnd.ms-excel.sheet.macroenabled.12", "application/vnd.ms-excel.sheet.macroenabled.12"],
    ["an archive called a picture", ZIP, "image/png", "application/zip"],
    ["no media type at all", Buffer.from("hello"), "x\r\ny", "text/plain"],
    ["nothing", Buffer.alloc(0), null, "application/octet-stream"],
  ])("%s", async (_name, bytes, claimed, mimeType) => {
    expect((await sniffFile(bytes, claimed)).mimeType).toBe(mimeType);
  });

  test("is not held up by markup that is made to be hard to read", async () => {
    const start = Date.now();
    await sniffFile(Buffer.from(`${"<!---->".repeat(600)}x`), "text/plain");
    expect(Date.now() - start).toBeLessThan(500);
  });
});

describe("imageSize", () => {
  test.each([
    ["PNG", PNG, 640, 480],
    ["GIF", GIF, 320, 240],
    ["JPEG", JPEG, 320, 240],
    ["WebP, lossy", WEBP_LOSSY, 800, 600],
    ["WebP, extended", WEBP_EXTENDED, 800, 600],
  ])("%s", (_name, bytes, width, height) => {
    expect(imageSize(bytes)).toEqual({ width, height });
  });

  test.each([
    ["cut off", PNG.subarray(0, 18)],
    ["empty", Buffer.alloc(0)],
    ["text", Buffer.from("GIF is a format, is it not?".slice(3))],
    ["a JPEG that never comes to its frame", hex("ffd8ffe00002ffe00002ffe00002")],
  ])("is unknown: %s", (_name, bytes) => {
    expect(imageSize(bytes)).toEqual({ width: null, height: null });
  });

  test("never fails on a header cut anywhere", () => {
    for (const bytes of [PNG, GIF, JPEG, WEBP_LOSSY, WEBP_EXTENDED]) for (let end = 0; end < bytes.length; end++) imageSize(bytes.subarray(0, end));
  });
});
