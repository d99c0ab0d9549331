const BOUNDARY = "a-boundary-of-the-test";

/** A form with one file, written by hand: no library would send these names. */
export function multipart(bytes: string | Uint8Array, { name = "a.bin", type = "application/octet-stream", field = "file" } = {}) {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
  return { body, headers: { "content-type": `multipart/form-data; boundary=${BOUNDARY}` } };
}
