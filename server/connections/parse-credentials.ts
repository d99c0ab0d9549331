import { randomInt } from "node:crypto";
import type * as z from "zod";
import { AppError } from "@/lib/errors";
import type { ChannelAdapter } from "@/server/channels/contract";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** 43 of them hold 256 bits, and are what WeChat calls an EncodingAESKey. */
const GENERATED_LENGTH = 43;

/**
 * Credentials as the adapter reads them. Secrets that are ours to make up and were not given are made here, unless the kind's own
 * schema makes them. Throws invalid, naming each bad field.
 */
export function parseCredentials(adapter: Pick<ChannelAdapter, "credentials" | "connect">, given: unknown): unknown {
  const first = adapter.credentials.safeParse(given);
  if (first.success) return first.data;
  const missing = new Set(first.error.issues.map((issue) => issue.path.join(".")));
  const ours = generatedFields(adapter).filter((name) => missing.has(name) && !name.includes("."));
  const filled = { ...(given as object), ...Object.fromEntries(ours.map((name) => [name, randomWord()])) };
  return parse(adapter.credentials, ours.length > 0 ? filled : given, "credentials.");
}

/** What the schema makes of a value. Throws invalid with every bad field, its path behind `prefix`. */
export function parse<T>(schema: z.ZodType<T>, value: unknown, prefix: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = result.error.issues.map((issue) => ({ field: `${prefix}${issue.path.join(".")}`.replace(/\.$/, ""), message: issue.message }));
  throw new AppError("invalid", "channel input", { fields, publicMessage: `The channel cannot be connected: ${fields[0]?.field} ${fields[0]?.message}.` });
}

function generatedFields({ connect }: Pick<ChannelAdapter, "connect">): string[] {
  const fields = (connect?.methods ?? []).flatMap((method) => (method.how === "token" ? method.fields : []));
  return fields.filter((field) => field.type === "generated").map((field) => field.name);
}

function randomWord(): string {
  return Array.from({ length: GENERATED_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}
