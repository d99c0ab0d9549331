import { createHash } from "node:crypto";
import { AppError } from "@/lib/errors";
import type { TransportRequest, TransportResponse } from "@/server/channels/contract";
import { makeTransport } from "@/server/connections/transport";
import { operatorAgent } from "@/server/connections/transport-agent";
import { EMPTY_HASH, type S3Credentials, signS3 } from "./sign-s3";
import { type Storage, storageKey } from "./storage";

const TIMEOUT_MS = 60_000;
/** Above the largest file that is stored. */
const MAX_BYTES = 64 * 1024 * 1024;

interface S3Options {
  /** https://s3.eu-central-1.amazonaws.com, http://minio:9000 ... */
  endpoint: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
}

interface Ask {
  method: "GET" | "PUT" | "DELETE";
  key: string;
  body?: Uint8Array;
  headers?: Record<string, string>;
}

// The operator's own endpoint may well lie in a private network, so the guard for strangers' links does not apply to it.
const callStore = makeTransport({ maxBytes: MAX_BYTES }, operatorAgent);

/**
 * A bucket of any S3-compatible store, addressed by path. Three calls of a stable protocol and a signature that is tested with Amazon's
 * own examples; the official client would be some eighty packages. Throws `unavailable` when the store does not answer or refuses us.
 */
export function s3Storage({ endpoint, bucket, ...keys }: S3Options): Storage {
  const base = `${endpoint.replace(/\/+$/, "")}/${encodeURIComponent(bucket)}/`;
  const credentials: S3Credentials = { ...keys, region: regionOf(endpoint) };
  const ask = (request: Ask) => call(base, credentials, request);
  return {
    async put(tenantId, bytes) {
      const key = storageKey(tenantId, bytes);
      expect2xx(await ask({ method: "PUT", key, body: bytes, headers: { "content-type": "application/octet-stream" } }));
      return key;
    },
    async read(key) {
      const response = await ask({ method: "GET", key });
      return response.status === 404 ? null : expect2xx(response).bytes;
    },
    async readRange(key, { start, end }) {
      const response = await ask({ method: "GET", key, headers: { range: `bytes=${start}-${end}` } });
      return response.status === 404 ? null : expect2xx(response).bytes;
    },
    async remove(key, before) {
      // One byte is enough to learn when it was put.
      const found = await ask({ method: "GET", key, headers: { range: "bytes=0-0" } });
      if (found.status === 404 || new Date(expect2xx(found).headers["last-modified"] ?? "") >= before) return;
      expect2xx(await ask({ method: "DELETE", key }));
    },
  };
}

async function call(base: string, credentials: S3Credentials, { method, key, body, headers = {} }: Ask): Promise<TransportResponse> {
  const url = new URL(base + key);
  const contentHash = body ? createHash("sha256").update(body).digest("hex") : EMPTY_HASH;
  const { host: _, ...signed } = signS3({ method, url, headers, contentHash }, credentials, new Date());
  const request: TransportRequest = { method, url: url.href, headers: signed, body, timeoutMs: TIMEOUT_MS };
  return callStore(request).catch((error: unknown) => {
    throw storeAway("no answer", error);
  });
}

function expect2xx(response: TransportResponse): TransportResponse {
  if (response.status >= 200 && response.status < 300) return response;
  throw storeAway(`status ${response.status}: ${response.text().slice(0, 300)}`);
}

function storeAway(message: string, cause?: unknown): AppError {
  return new AppError("unavailable", `file store: ${message}`, { reason: "storage-away", cause, data: { retryAfterSeconds: 5 } });
}

/** Amazon names the region in the host; other stores take us-east-1 for whatever they have. */
function regionOf(endpoint: string): string {
  return /^https?:\/\/s3[.-]([a-z0-9-]+)\.amazonaws\.com/.exec(endpoint)?.[1] ?? "us-east-1";
}
