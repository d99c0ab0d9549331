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
  /** A picture that may go out smaller than it is. */
  shrink: boolean;
}

export interface UploadChoice {
  uploadId: string;
  isVoice?: boolean;
  shrink?: boolean;
}

/** The uploads in the order given. Throws not-found for one that is another tenant's, unknown, or older than its 24 hours. */
export async function accessUploads(scope: Scope, choices: readonly UploadChoice[]): Promise<Upload[]> {
  const ids = choices.map(({ uploadId }) => uploadId);
  if (ids.length === 0) return [];
  if (!ids.every(isId)) throw notFound("upload");
  const { rows } = await scope.sql.query<Omit<Upload, "kind" | "shrink">>(
    `select id, name, mime_type as "mimeType", size_bytes as "sizeBytes", storage_key as "storageKey", width, height
       from uploads where tenant_id = $1 and id = any($2::uuid[]) and expires_at > $3`,
    [scope.tenantId, ids, scope.now],
  );
  return choices.map(({ uploadId, isVoice = false, shrink = false }) => {
    const upload = rows.find((row) => row.id === uploadId);
    if (!upload) throw notFound("upload");
    // A browser records sound alone into the container of a film.
    const isRecording = isVoice && /^(audio|video)\//.test(upload.mimeType);
    return { ...upload, kind: isRecording ? "voice" : kindOf(upload.mimeType), shrink };
  });
}

function kindOf(mimeType: string): AttachmentKind {
  const family = mimeType.split("/")[0];
  // Browsers and platforms show SVG differently (it can hold scripts), so it goes as a file.
  if (family === "image" && mimeType !== "image/svg+xml") return "image";
  return family === "audio" || family === "video" ? family : "file";
}
