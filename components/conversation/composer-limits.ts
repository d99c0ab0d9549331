import { planFile } from "@/lib/media/plan-file";
import { lengthIn } from "@/lib/rich-text/length";
import type { FileManner } from "./outbox";
import type { Capabilities } from "./types";

/** The server's own limit: adapters cut a text that one message cannot carry, into at most this many. */
const MAX_PARTS = 10;
/** A note goes nowhere; this is what the server takes at all. */
const MAX_NOTE = 65_536;
/** The counter appears in the last fifth. */
const NEAR = 0.8;
/** POST /api/files takes no more. */
const MAX_UPLOAD_BYTES = 25 * 1024 * 1024;

type TextLimit = Pick<Capabilities["text"], "max" | "unit">;

export type Length = { kind: "fine" } | { kind: "near"; used: number; max: number } | { kind: "parts"; count: number } | { kind: "over"; by: number };

/** How a text stands to its channel's limit; null means a note. `parts`: as how many messages the channel will have it, where that is known. */
export function measure(text: string, limit: TextLimit | null, parts = 0): Length {
  const { max, unit } = limit ?? { max: MAX_NOTE, unit: "utf16" };
  const used = lengthIn(unit, text);
  const most = limit ? max * MAX_PARTS : max;
  if (used > most || parts > MAX_PARTS) return { kind: "over", by: Math.max(1, used - most) };
  if (parts > 0) return partsOrNear({ parts, used, max });
  if (used > max) return { kind: "parts", count: Math.ceil(used / max) };
  if (used > max * NEAR) return { kind: "near", used, max };
  return { kind: "fine" };
}

/** Marks are not counted everywhere, and cuts fall at the ends of sentences: only the cutting itself knows how many. */
function partsOrNear({ parts, used, max }: { parts: number; used: number; max: number }): Length {
  if (parts > 1) return { kind: "parts", count: parts };
  return used > max * NEAR ? { kind: "near", used: Math.min(used, max), max } : { kind: "fine" };
}

export type FileProblem =
  | { kind: "kind" }
  | { kind: "type" }
  | { kind: "size"; max: number }
  | { kind: "count"; max: number }
  | { kind: "duration"; max: number }
  /** A picture that can go out smaller, if its sender agrees. */
  | { kind: "shrink" };

interface Taking extends FileManner {
  /** Which one of the message's files it is. */
  count: number;
}

/** Why a file cannot go with this message as it is; null when it can. The server asks the same rule again. */
export function checkFile(file: { type: string; size: number }, capabilities: Capabilities | null, { count, isVoice, shrink }: Taking): FileProblem | null {
  if (file.size > MAX_UPLOAD_BYTES) return { kind: "size", max: MAX_UPLOAD_BYTES };
  if (!capabilities) return null;
  if (count > capabilities.maxAttachments) return { kind: "count", max: capabilities.maxAttachments };
  const mimeType = file.type.split(";")[0] || "application/octet-stream";
  const plan = planFile({ kind: isVoice ? "voice" : attachmentKind(mimeType), mimeType, sizeBytes: file.size }, capabilities.attachments);
  if (plan.kind === "shrink") return shrink ? null : { kind: "shrink" };
  if (plan.kind !== "refused") return null;
  const { why, max } = plan;
  return why === "kind" || why === "type" ? { kind: why } : { kind: why, max };
}

function attachmentKind(type: string): "image" | "audio" | "video" | "file" {
  const family = type.split("/")[0];
  // A drawing can hold scripts: it goes as a file, as on the server.
  if (type === "image/svg+xml") return "file";
  return family === "image" || family === "audio" || family === "video" ? family : "file";
}
