import { describe, expect, test } from "vitest";
import { cleanFileName } from "./file-name";

describe("cleanFileName", () => {
  test.each([
    ["a name", "invoice 2026.pdf", "invoice 2026.pdf"],
    ["other scripts", "发票 №7.pdf", "发票 №7.pdf"],
    ["a path", "../../etc/passwd", "passwd"],
    ["a Windows path", "C:\\Users\\me\\photo.jpg", "photo.jpg"],
    ["a hidden file", "..htaccess", "htaccess"],
    ["line breaks that would end a header", "a\r\nset-cookie: x", "aset-cookie: x"],
    ["a name that reads backwards", "photo_\u202egpj.exe", "photo_gpj.exe"],
    ["half a character", "a\ud83d.png", "a.png"],
    ["nothing", "", "file"],
    ["no name", null, "file"],
    ["only what is taken out", "\u0000/..", "file"],
    ["a long name keeps its ending", `${"x".repeat(300)}.jpeg`, `${"x".repeat(145)}.jpeg`],
    ["a long name is not cut through a character", "🙂".repeat(100), "🙂".repeat(75)],
  ])("%s", (_name, given, clean) => {
    expect(cleanFileName(given)).toBe(clean);
  });
});
