import { planFile } from "@/lib/media/plan-file";
import { type AttachmentKind, type Capabilities, SendError } from "@/server/channels/contract";
import type { JobContext } from "@/server/jobs/define-job";
import { storage } from "../open-storage";
import { makeJpeg } from "./make-picture";
import { makeSound } from "./make-sound";
import type { Form, Forms } from "./needed-forms";
import { prepareMedia } from "./prepare-media";
import { NoFfmpeg } from "./run-ffmpeg";

/** A file of a message that is about to leave. */
export interface OutgoingFile {
  id: string;
  kind: AttachmentKind;
  name: string;
  mimeType: string;
  sizeBytes: number;
  storageKey: string;
  durationMs: number | null;
  forms: Forms;
}

type Door = Pick<JobContext, "tenantId" | "inTenant">;

/**
 * The files as the channel takes them: a recording as a voice note, a picture of a type and size that it shows. What was made is kept
 * beside the original, so that a second attempt sends the same bytes. Outside of any transaction. Throws SendError "content" with what
 * to do.
 */
export async function fitAttachments<F extends OutgoingFile>(door: Door, files: F[], { attachments: limits }: Capabilities): Promise<F[]> {
  const fitted: F[] = [];
  for (const given of files) {
    // The kind that this channel has for it: a voice note is a sound file to those who know no voice notes.
    const file = given.kind === "voice" && !limits.voice ? { ...given, kind: "audio" as const } : given;
    fitted.push(await withPoster(door, await adapt(door, file, limits)));
  }
  return fitted;
}

async function adapt<F extends OutgoingFile>(door: Door, file: F, limits: Capabilities["attachments"]): Promise<F> {
  const plan = planFile(file, limits);
  if (plan.kind === "as-is" || plan.kind === "refused") return file;
  const sent =
    file.forms.sent?.mimeType === plan.to ? file.forms.sent : await makeSent(door, file, { to: plan.to, maxBytes: limits[file.kind]?.maxBytes ?? 0 });
  return {
    ...file,
    mimeType: sent.mimeType,
    sizeBytes: sent.sizeBytes,
    storageKey: sent.key,
    name: renamed(file.name, sent.mimeType),
    forms: { ...file.forms, sent },
  };
}

async function makeSent(door: Door, file: OutgoingFile, target: { to: string; maxBytes: number }): Promise<Form> {
  const bytes = await storage().read(file.storageKey);
  if (!bytes) throw refused(`The file “${file.name}” is not in the store any more. Attach it again.`);
  const made = await convert({ bytes, ...file }, target);
  const sent = { key: await storage().put(door.tenantId, made.bytes), mimeType: target.to, sizeBytes: made.bytes.length };
  await door.inTenant(({ sql, tenantId }) =>
    sql.query("update attachments set forms = forms || $3, duration_ms = coalesce(duration_ms, $4) where tenant_id = $1 and id = $2", [
      tenantId,
      file.id,
      JSON.stringify({ sent }),
      made.durationMs,
    ]),
  );
  return sent;
}

async function convert(file: OutgoingFile & { bytes: Uint8Array }, { to, maxBytes }: { to: string; maxBytes: number }) {
  try {
    const made = file.kind === "image" ? { ...(await makeJpeg(file.bytes, maxBytes)), durationMs: null } : await makeSound(file, to);
    if (maxBytes > 0 && made.bytes.length > maxBytes) throw new Error("it stays too large");
    return made;
  } catch (error) {
    if (error instanceof NoFfmpeg)
      throw refused(`“${file.name}” would have to be made into ${to}, and ffmpeg is not installed here. Send it in that form.`, error);
    throw refused(`“${file.name}” could not be made into ${to}, which this channel takes. Send it in another form.`, error);
  }
}

/** A film's picture is wanted with it by some; made now where the job has not come to it. */
async function withPoster<F extends OutgoingFile>(door: Door, file: F): Promise<F> {
  if (file.kind !== "video" || file.forms.preview) return file;
  await prepareMedia(door, file.id);
  const { rows } = await door.inTenant(({ sql, tenantId }) =>
    sql.query<{ forms: Forms }>("select forms from attachments where tenant_id = $1 and id = $2", [tenantId, file.id]),
  );
  return { ...file, forms: { ...file.forms, ...rows[0]?.forms } };
}

const EXTENSIONS: Record<string, string> = {
  "image/jpeg": "jpg",
  "audio/ogg": "ogg",
  "audio/mp4": "m4a",
  "audio/x-m4a": "m4a",
  "audio/aac": "aac",
  "audio/mpeg": "mp3",
};

/** The name says what the file is now. */
function renamed(name: string, mimeType: string): string {
  const extension = EXTENSIONS[mimeType];
  return extension ? `${name.replace(/\.[a-z0-9]{1,5}$/i, "")}.${extension}` : name;
}

function refused(message: string, cause?: unknown): SendError {
  return new SendError("content", message, { retryable: false, cause });
}
