import { expect, test } from "vitest";
import { fileSize } from "./file-size";

test.each([
  [0, "1 kB"],
  [114, "1 kB"],
  [48_400, "48 kB"],
  [2_430_000, "2.4 MB"],
  [26_214_400, "26.2 MB"],
  [5_000_000_000_000, "5,000 GB"],
])("%d bytes are %s", (bytes, expected) => {
  expect(fileSize(bytes, "en")).toBe(expected);
});
