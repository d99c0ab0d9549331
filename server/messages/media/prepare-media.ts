import type { JobContext } from "@/server/jobs/define-job";
import { log } from "@/server/log";
import { recordEvent } from "@/server/realtime/record-event";
import { storage } from "../open-storage";
import { makePoster, makePreview } from "./make-picture";
import { makeSound } from "./make-sound";
import { type Form, type FormName, type Forms, neededForms } from "./needed-forms";

type Door = Pick<JobContext, "tenantId" | "inTenant">;

interface StoredFile {
  id: string;
  kind: string;
  mime_type: string;
  size_bytes: number;
  storage_key: string;
  forms: Forms;
  message_id: string;
  conversation_id: string;
}

/** Makes the forms that are missing. A file that cannot be read is marked so, and its original stands: there is nothing to try again. */
export async function prepareMedia(door: Door, attachmentId: string): Promise<void> {
  const file = await findFile(door, attachmentId);
  if (!file) return;
  const bytes = await storage().read(file.storage_key);
  const made: Forms = {};
  let isWhole = bytes !== null;
  let durationMs: number | null = null;
  for (const name of neededForms({ kind: file.kind, mimeType: file.mime_type, sizeBytes: file.size_bytes })) {
    if (file.forms[name] || !bytes) continue;
    const form = await make(name, { bytes, mimeType: file.mime_type, kind: file.kind }).catch((error: unknown) => {
      log().warn({ err: error, attachmentId, form: name }, "a file's form could not be made");
      return null;
    });
    if (!form) isWhole = false;
    else {
      made[name] = await store(door.tenantId, form);
      durationMs = form.durationMs ?? durationMs;
    }
  }
  await record(door, file, { made, durationMs, state: isWhole ? "done" : "failed" });
}

interface Source {
  bytes: Uint8Array;
  mimeType: string;
  kind: string;
}

async function make(name: FormName, file: Source): Promise<{ bytes: Uint8Array; mimeType: string; durationMs?: number | null }> {
  if (name === "playable") return { ...(await makeSound(file, "audio/mp4")), mimeType: "audio/mp4" };
  return file.kind === "video" ? makePoster(file) : makePreview(file.bytes);
}

async function store(tenantId: string, { bytes, mimeType }: { bytes: Uint8Array; mimeType: string }): Promise<Form> {
  return { key: await storage().put(tenantId, bytes), mimeType, sizeBytes: bytes.length };
}

async function findFile(door: Door, attachmentId: string): Promise<StoredFile | undefined> {
  return door.inTenant(async ({ sql, tenantId }) => {
    const { rows } = await sql.query<StoredFile>(
      `select a.id, a.kind, a.mime_type, a.size_bytes::float8 as size_bytes, a.storage_key, a.forms, a.message_id, m.conversation_id
         from attachments a join messages m on m.tenant_id = a.tenant_id and m.id = a.message_id
        where a.tenant_id = $1 and a.id = $2 and a.state = 'stored' and a.mime_type is not null`,
      [tenantId, attachmentId],
    );
    return rows[0];
  });
}

async function record(
  door: Door,
  file: StoredFile,
  { made, durationMs, state }: { made: Forms; durationMs: number | null; state: "done" | "failed" },
): Promise<void> {
  await door.inTenant(async (scope) => {
    const { rowCount } = await scope.sql.query(
      `update attachments set forms = forms || $3, forms_state = $4, duration_ms = coalesce(duration_ms, $5)
        where tenant_id = $1 and id = $2 and storage_key = $6`,
      [scope.tenantId, file.id, JSON.stringify(made), state, durationMs, file.storage_key],
    );
    if (rowCount) recordEvent(scope, { type: "message.updated", conversationId: file.conversation_id, messageId: file.message_id });
  });
}
