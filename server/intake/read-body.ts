/** surface: 413 over 5 MB. */
export const MAX_BODY_BYTES = 5 * 1024 * 1024;

/** The body's bytes, or null when there are more than 5 MB of them (or than `maxBytes`); no more than that is ever held. */
export async function readBody(request: Request, maxBytes = MAX_BODY_BYTES): Promise<Uint8Array | null> {
  const declared = Number(request.headers.get("content-length") ?? Number.NaN);
  if (declared > maxBytes) return null;
  if (!request.body) return new Uint8Array();
  // node:http ends a body at its declared length, so a truthful small one needs no counting.
  if (Number.isInteger(declared)) return new Uint8Array(await request.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
