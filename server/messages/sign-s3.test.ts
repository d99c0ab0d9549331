import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { EMPTY_HASH, signS3 } from "./sign-s3";

// The worked examples of https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html (read 2026-11-21).
const credentials = { region: "us-east-1", accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
const now = new Date("2013-05-24T00:00:00.000Z");
const body = "Welcome to Amazon S3.";

test.each([
  [
    "a range of an object",
    { method: "GET", url: new URL("https://examplebucket.s3.amazonaws.com/test.txt"), headers: { range: "bytes=0-9" }, contentHash: EMPTY_HASH },
    "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  ],
  [
    "a new object",
    {
      method: "PUT",
      url: new URL("https://examplebucket.s3.amazonaws.com/test%24file.text"),
      headers: { date: "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY" },
      contentHash: createHash("sha256").update(body).digest("hex"),
    },
    "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
  ],
] as const)("signs %s as Amazon's own example", (_name, request, signature) => {
  expect(signS3(request, credentials, now).authorization).toMatch(new RegExp(`Signature=${signature}$`));
});
