interface Part {
  headers: Map<string, string>;
  body: string;
}

/**
 * Reads back a mail that we wrote: two alternatives, text and HTML, one recipient. Not for mail from outside.
 * Pure.
 */
export function parseCapturedMail(source: string): { to: string; subject: string; at: Date; text: string; html: string } {
  const message = splitPart(source);
  const boundary = /boundary="?([^";]+)/.exec(message.headers.get("content-type") ?? "")?.[1];
  const parts = boundary
    ? message.body
        .split(`--${boundary}`)
        .slice(1, -1)
        .map((part) => splitPart(part.replace(/^\r?\n/, "")))
    : [message];
  const body = (type: string) => {
    const part = parts.find((candidate) => candidate.headers.get("content-type")?.startsWith(type));
    return part ? decodeBody(part) : "";
  };
  return {
    to: message.headers.get("to") ?? "",
    subject: decodeWords(message.headers.get("subject") ?? ""),
    at: new Date(message.headers.get("date") ?? 0),
    text: body("text/plain"),
    html: body("text/html"),
  };
}

function splitPart(source: string): Part {
  const end = /\r?\n\r?\n/.exec(source);
  const head = end ? source.slice(0, end.index) : source;
  const lines = head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
  const headers = new Map(lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]));
  return { headers, body: end ? source.slice(end.index + end[0].length) : "" };
}

function decodeBody({ headers, body }: Part): string {
  const encoding = headers.get("content-transfer-encoding");
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  return encoding === "quoted-printable" ? decodeQuoted(body.replace(/=\r?\n/g, "")) : body;
}

function decodeQuoted(value: string): string {
  const bytes = value.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** RFC 2047 encoded words; the white space between two of them is not part of the text. */
function decodeWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toUpperCase() === "B" ? Buffer.from(text, "base64").toString("utf8") : decodeQuoted(text.replaceAll("_", " ")),
    );
}
