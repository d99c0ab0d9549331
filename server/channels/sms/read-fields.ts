import type { RawRequest } from "@/server/channels/contract";
import { parseJson } from "@/server/channels/shared/parse-json";

export type Fields = Record<string, string>;

/** What a webhook says, whichever way it came: a form, a query, or JSON. NUL, which no database keeps, is left out. */
export function readFields(request: RawRequest): Fields {
  const type = request.headers["content-type"] ?? "";
  if (request.method === "GET") return clean(Object.entries(request.query));
  if (type.startsWith("application/json")) return clean(Object.entries(parseJson(request.rawBody) ?? {}));
  return clean([...new URLSearchParams(new TextDecoder().decode(request.rawBody))]);
}

function clean(entries: [string, unknown][]): Fields {
  const fields: Fields = Object.create(null) as Fields;
  for (const [name, value] of entries) if (typeof value === "string" || typeof value === "number") fields[name] = String(value).replaceAll("\0", "");
  return fields;
}
