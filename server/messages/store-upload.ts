import { AppError } from "@/lib/errors";
import { newId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import { cleanFileName } from "./file-name";
import { storage } from "./open-storage";
import { sniffFile } from "./sniff";

/** The product's own limit, the largest that a platform takes by upload being larger (surface of the API: 25 MB). */
export const MAX_UPLOAD_BYTES = 25 * 1024 * 1024;
const KEEP_MS = 24 * 3_600_000;

/** The door of one tenant: bytes are stored between two transactions, never inside one. */
export interface UploadDoor {
  tenantId: string;
  inTenant<T>(fn: (scope: Scope) => Promise<T>): Promise<T>;
}

export interface StoredUpload {
  uploadId: string;
  name: string;
  mimeType: string;
  sizeBytes: number;
  width: number | null;
  height: number | null;
}

/**
 * Keeps a file for 24 hours, in which a message may take it up. Its type is what its bytes say.
 * Throws invalid `empty-file` and `too-large`.
 */
export async function storeUpload(door: UploadDoor, file: { name: string; mimeType?: string; bytes: Uint8Array }): Promise<StoredUpload> {
  assertSize(file.bytes.length, MAX_UPLOAD_BYTES);
  const sniffed = await sniffFile(file.bytes, file.mimeType);
  const storageKey = await storage().put(door.tenantId, file.bytes);
  const upload = { uploadId: newId(), name: cleanFileName(file.name), sizeBytes: file.bytes.length, ...sniffed };
  await door.inTenant((scope) =>
    scope.sql.query(
      `insert into uploads (tenant_id, id, name, mime_type, size_bytes, storage_key, width, height, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        ...[scope.tenantId, upload.uploadId, upload.name, upload.mimeType, upload.sizeBytes, storageKey, upload.width, upload.height],
        ...[scope.now, new Date(scope.now.getTime() + KEEP_MS)],
      ],
    ),
  );
  return upload;
}

/**
 * The same for a multipart request with one `file`. The caller has checked who asks. `maxBytes` only makes the product's limit smaller.
 * Throws invalid: `malformed-multipart`, `empty-file`, `too-large`.
 */
export async function receiveUpload(door: UploadDoor, request: Request, maxBytes = MAX_UPLOAD_BYTES): Promise<StoredUpload> {
  const form = await request.formData().catch(() => null);
  const file = form?.get("file");
  if (!(file instanceof File)) {
    const message = "Send one file as multipart/form-data, in the field `file`.";
    throw new AppError("invalid", "no file in the form", { reason: "malformed-multipart", publicMessage: message, fields: [{ field: "file", message }] });
  }
  assertSize(file.size, Math.min(maxBytes, MAX_UPLOAD_BYTES));
  return storeUpload(door, { name: file.name, mimeType: file.type, bytes: new Uint8Array(await file.arrayBuffer()) });
}

function assertSize(sizeBytes: number, maxBytes: number): void {
  if (sizeBytes > 0 && sizeBytes <= maxBytes) return;
  const [reason, message] = sizeBytes === 0 ? ["empty-file", "The file is empty."] : ["too-large", `The file is larger than ${maxBytes / 1024 / 1024} MB.`];
  throw new AppError("invalid", `upload of ${sizeBytes} bytes`, { reason, publicMessage: message, fields: [{ field: "file", message }], data: { maxBytes } });
}
