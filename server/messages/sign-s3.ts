import { createHash, createHmac } from "node:crypto";

export interface S3Credentials {
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

interface S3Request {
  method: "GET" | "HEAD" | "PUT" | "DELETE";
  /** Path already percent-encoded, no query. */
  url: URL;
  headers: Record<string, string>;
  /** sha256 of the body, hex. */
  contentHash: string;
}

/** sha256 of nothing, hex. */
export const EMPTY_HASH = createHash("sha256").digest("hex");

/**
 * The headers of a request to an S3-compatible store, with its Signature Version 4. Pure.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html (read 2026-11-21)
 */
export function signS3(request: S3Request, credentials: S3Credentials, now: Date): Record<string, string> {
  const stamp = now.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const day = stamp.slice(0, 8);
  const headers: Record<string, string> = { ...request.headers, host: request.url.host, "x-amz-content-sha256": request.contentHash, "x-amz-date": stamp };
  const names = Object.keys(headers).sort();
  const signedNames = names.join(";");
  const canonical = [
    request.method,
    request.url.pathname,
    "",
    ...names.map((name) => `${name}:${headers[name]?.trim()}`),
    "",
    signedNames,
    request.contentHash,
  ];
  const scope = `${day}/${credentials.region}/s3/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", stamp, scope, createHash("sha256").update(canonical.join("\n")).digest("hex")].join("\n");
  const key = [day, credentials.region, "s3", "aws4_request"].reduce(
    (secret: string | Buffer, part) => hmac(secret, part),
    `AWS4${credentials.secretAccessKey}`,
  );
  const signature = hmac(key, toSign).toString("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope},SignedHeaders=${signedNames},Signature=${signature}`;
  return { ...headers, authorization };
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
