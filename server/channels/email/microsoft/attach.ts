import * as z from "zod";
import { SendError, type Transport } from "@/server/channels/contract";
import { fromTransport } from "@/server/channels/shared/from-transport";
import { askGraph, type Config, callGraph } from "./api";
import { graphError } from "./errors";

const MB = 1024 * 1024;
/** From here on a file goes up in pieces (learn.microsoft.com/graph/outlook-large-attachments). */
const MAX_AT_ONCE_BYTES = 3 * MB;
/** The most that a piece may have is 4 MB. */
const PIECE_BYTES = 3 * MB;

interface NamedFile {
  name: string;
  mimeType: string;
  bytes: Uint8Array;
}

/** Adds files to a draft, one by one. Throws SendError. */
export async function attach(config: Config, { draftId, files }: { draftId: string; files: NamedFile[] }, transport: Transport): Promise<void> {
  const path = `/me/messages/${encodeURIComponent(draftId)}/attachments`;
  for (const file of files) await (file.bytes.length < MAX_AT_ONCE_BYTES ? attachAtOnce : attachInPieces)({ config, path, file }, transport);
}

interface Attaching {
  config: Config;
  /** Of the draft's attachments. */
  path: string;
  file: NamedFile;
}

async function attachAtOnce({ config, path, file: { name, mimeType, bytes } }: Attaching, transport: Transport): Promise<void> {
  const json = { "@odata.type": "#microsoft.graph.fileAttachment", name, contentType: mimeType, contentBytes: Buffer.from(bytes).toString("base64") };
  const headers = { "content-type": "application/json" };
  await askGraph(config, { method: "POST", path, headers, body: JSON.stringify(json), timeoutMs: 60_000 }, transport);
}

/** The address of the upload is its permission: no token goes there. */
async function attachInPieces({ config, path, file: { name, mimeType, bytes } }: Attaching, transport: Transport): Promise<void> {
  const json = { AttachmentItem: { attachmentType: "file", name, contentType: mimeType, size: bytes.length } };
  const { uploadUrl } = await callGraph(
    config,
    { method: "POST", path: `${path}/createUploadSession`, json, answer: z.looseObject({ uploadUrl: z.string() }) },
    transport,
  );
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const piece = bytes.subarray(at, at + PIECE_BYTES);
    const headers = { "content-type": "application/octet-stream", "content-range": `bytes ${at}-${at + piece.length - 1}/${bytes.length}` };
    const response = await transport({ method: "PUT", url: uploadUrl, headers, body: piece, timeoutMs: 60_000 }).catch((error: unknown) => {
      throw fromTransport(error, "Microsoft");
    });
    if (response.status >= 400) throw graphError(response);
    if (response.status >= 300) throw new SendError("unreachable", "Microsoft took no file.", { retryable: true });
  }
}
