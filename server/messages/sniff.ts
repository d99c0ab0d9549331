import { fileTypeFromBuffer } from "file-type";
import { imageSize } from "./image-size";

export interface SniffedFile {
  mimeType: string;
  width: number | null;
  height: number | null;
}

const UNKNOWN = "application/octet-stream";
/** What a browser would only believe by name; their bytes are recognised, or they are not this. */
const RECOGNISABLE = /^(image|audio|video|font)\//;
/** Kinds that share their outer shape with others: the claim may say more than the bytes do. */
const CONTAINERS: Record<string, RegExp> = {
  "application/zip": /^application\/(vnd\.|epub|java-archive|x-zip)/,
  "application/x-cfb": /^application\/(msword|vnd\.ms-)/,
  "application/xml": /^(text|application)\/([\w.-]+\+)?xml$|^image\/svg\+xml$/,
};
const MIME_TYPE = /^[a-z]+\/[a-z0-9][a-z0-9.+-]{0,120}$/;

/**
 * What a file is by its bytes. A claim that the bytes contradict is corrected; one that they cannot show (plain text, CSV) stands,
 * unless it is of a kind that they would show. Markup is always called so: browsers run what is in it. Pure, but for reading.
 */
export async function sniffFile(bytes: Uint8Array, claimed: string | null | undefined): Promise<SniffedFile> {
  const claim = cleanClaim(claimed);
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined);
  const mimeType = found ? refine(found.mime, claim) : unrecognised(bytes, claim);
  return { mimeType, ...(mimeType.startsWith("image/") ? imageSize(bytes) : { width: null, height: null }) };
}

/** Lower case, without parameters; null for what is no media type. */
function cleanClaim(claimed: string | null | undefined): string | null {
  const type = claimed?.split(";")[0]?.trim().toLowerCase() ?? "";
  return MIME_TYPE.test(type) ? type : null;
}

function refine(found: string, claim: string | null): string {
  return claim && CONTAINERS[found]?.test(claim) ? claim : (found.split(";")[0] ?? found);
}

function unrecognised(bytes: Uint8Array, claim: string | null): string {
  const markup = firstMarkup(Buffer.from(bytes.subarray(0, 4_096)).toString("utf8").toLowerCase());
  if (/^<(!doctype svg|svg)/.test(markup)) return "image/svg+xml";
  if (/^<(!doctype html|html|head|body|script|iframe)/.test(markup)) return "text/html";
  if (claim && !RECOGNISABLE.test(claim)) return claim;
  return isText(bytes) ? "text/plain" : UNKNOWN;
}

/** Behind white space, an XML declaration and comments. Cut one by one: a pattern over all of them can be made to run for ever. */
function firstMarkup(head: string): string {
  let rest = head.replace(/^\uFEFF/, "").trimStart();
  for (;;) {
    const end = rest.startsWith("<!--") ? rest.indexOf("-->") + 3 : rest.startsWith("<?") ? rest.indexOf("?>") + 2 : 0;
    // 0: nothing to cut. 1 or 2: never closed.
    if (end < 3) return rest;
    rest = rest.slice(end).trimStart();
  }
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, 65_536), { stream: true });
    return bytes.length > 0;
  } catch {
    return false;
  }
}
