import { notFound } from "@/lib/errors";
import type { AttachmentKind } from "@/server/channels/contract";
import { isId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";

export interface Upload {
  id: string;
  kind: AttachmentKind;
  name: string;
  mimeType: string;
  sizeBytes: number;
  storageKey: string;
  width: number | null;
  height: number | null;
}

/** The uploads in the order given. Throws not-found for one that is another tenant's, unknown, or older than its 24 hours. */
export async function accessUploads(scope: Scope, ids: readonly string[]): Promise<Upload[]> {
  if (ids.length === 0) return [];
  if (!ids.every(isId)) throw notFound("upload");
  const { rows } = await scope.sql.query<Omit<Upload, "kind">>(
    `select id, name, mime_type as "mimeType", size_bytes as "sizeBytes", storage_key as "storageKey", width, height
       from uploads where tenant_id = $1 and id = any($2::uuid[]) and expires_at > $3`,
    [scope.tenantId, ids, scope.now],
  );
  return ids.map((id) => {
    const upload = rows.find((row) => row.id === id);
    if (!upload) throw notFound("upload");
    return { ...upload, kind: kindOf(upload.mimeType) };
  });
}

function kindOf(mimeType: string): AttachmentKind {
  const family = mimeType.split("/")[0];
  // Browsers and platforms show SVG differently (it can hold scripts), so it goes as a file.
  if (family === "image" && mimeType !== "image/svg+xml") return "image";
  return family === "audio" || family === "video" ? family : "file";
}
