import type * as z from "zod";
import { AppError, type FieldError } from "@/lib/errors";
import { holdsMoreValues, parseSource } from "@/lib/json-source";
import { storable } from "@/lib/schemas/text";
import { readBody } from "@/server/intake/read-body";
import type { RestInput, Route } from "./route";

const MAX_DEPTH = 32;
const MAX_VALUES = 20_000;
const MAX_FIELD_ERRORS = 100;

/** The request's input through the route's schemas. Throws invalid: `malformed-...` (400), `too-large` (413), or with a line for each bad field (422). */
export function readInput({ route, params }: Pick<RestInput, "params"> & { route: Route }, request: Request, bytes: Uint8Array): RestInput {
  const query = route.query ? parseQuery(route.query, new URL(request.url).searchParams) : undefined;
  const body = route.body ? parseBody(route.body, request, bytes) : undefined;
  return { params, query, body, expectedVersion: parseIfMatch(request.headers.get("if-match")) };
}

/** The raw body. Throws `too-large` beyond 5 MB. */
export async function readBytes(request: Request): Promise<Uint8Array> {
  const bytes = await readBody(request);
  if (!bytes) throw new AppError("invalid", "body too large", { reason: "too-large", publicMessage: "The body is larger than 5 MB." });
  return bytes;
}

function parseQuery(schema: z.ZodType, search: URLSearchParams): unknown {
  const given = Object.fromEntries([...search].map(([name, value]) => [name, storable(value)]));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new AppError("invalid", "query fails its schema", {
    reason: "malformed-query",
    publicMessage: "The query is not valid.",
    fields: fieldErrors(result.error),
  });
}

function parseBody(schema: z.ZodType, request: Request, bytes: Uint8Array): unknown {
  const type = (request.headers.get("content-type") ?? "application/json").toLowerCase();
  if (bytes.length > 0 && !/^application\/([\w.-]+\+)?json\b/.test(type))
    throw new AppError("invalid", "not JSON by its type", { reason: "unsupported-media-type", publicMessage: "Send application/json." });
  const result = schema.safeParse(clean(parseJson(bytes), 0));
  if (result.success) return result.data;
  throw new AppError("invalid", "body fails its schema", { fields: fieldErrors(result.error) });
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    const source = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (holdsMoreValues(source, MAX_VALUES))
      throw new AppError("invalid", "too many values", { reason: "too-large", publicMessage: `The body holds more than ${MAX_VALUES} values.` });
    return source === "" ? {} : parseSource(source);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("invalid", "malformed JSON", { reason: "malformed-json", publicMessage: "The body is not JSON in UTF-8.", cause });
  }
}

/** Every string made storable, at any depth; deeper than 32 levels nothing of ours is. */
function clean(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH)
    throw new AppError("invalid", "JSON too deep", { reason: "malformed-json", publicMessage: `The body is nested deeper than ${MAX_DEPTH} levels.` });
  if (typeof value === "string") return storable(value);
  if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [storable(key), clean(item, depth + 1)]));
}

/** One line for each bad field, as far as anybody reads; each unknown field is named by itself. */
function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.slice(0, MAX_FIELD_ERRORS).flatMap((issue) => {
    const path = issue.path.join(".");
    if (issue.code !== "unrecognized_keys") return [{ field: path, message: issue.message }];
    return issue.keys.slice(0, MAX_FIELD_ERRORS).map((key) => ({ field: path ? `${path}.${key}` : key, message: "is not a known field" }));
  });
}

function parseIfMatch(header: string | null): number | undefined {
  if (header === null || header.trim() === "*") return undefined;
  const version = /^\s*(?:W\/)?"?(\d{1,9})"?\s*$/.exec(header)?.[1];
  if (version) return Number(version);
  throw new AppError("invalid", "malformed If-Match", { reason: "malformed-header", publicMessage: "If-Match is a version number, as in the object." });
}
