import type * as z from "zod";
import { AppError } from "@/lib/errors";
import { parseSource } from "@/lib/json-source";

/** Texts are at most 10,000 characters; everything else is small. */
const MAX_BYTES = 128 * 1024;
const MAX_FIELD_ERRORS = 100;

/** The request's JSON by its schema. Throws `invalid`, naming each wrong field, and `too-large` over 128 KB. */
export async function readJson<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const bytes = await readLimited(request);
  const result = schema.safeParse(parse(bytes));
  if (result.success) return result.data;
  const fields = result.error.issues.slice(0, MAX_FIELD_ERRORS).map((issue) => ({ field: issue.path.join("."), message: issue.message }));
  throw new AppError("invalid", "widget input fails its schema", { fields, publicMessage: `${fields[0]?.field || "The body"}: ${fields[0]?.message}` });
}

function parse(bytes: Uint8Array): unknown {
  try {
    return parseSource(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new AppError("invalid", "widget body is not JSON", { reason: "not-json", publicMessage: "The body is not JSON in UTF-8.", cause });
  }
}

async function readLimited(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new AppError("invalid", "widget body too large", { reason: "too-large", publicMessage: "The body is larger than 128 KB." });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
