import { describe, expect, test } from "vitest";
import * as z from "zod";
import { AppError } from "@/lib/errors";
import { describeError, scrub } from "./log-error";

const caught = (fn: () => unknown): unknown => {
  try {
    return fn();
  } catch (error) {
    return error;
  }
};

describe("what the log says of an error", () => {
  test.each([
    ["connect ECONNREFUSED 127.0.0.1:5432", "connect ECONNREFUSED 127.0.0.1:5432"],
    ['duplicate key value violates unique constraint "messages_dedup"', 'duplicate key value violates unique constraint "messages_dedup"'],
    ["https://api.telegram.org/bot123456:AAF-x_y/sendMessage failed", "https://api.telegram.org/… failed"],
    ["GET https://x.example/?access_token=EAAGabc answered 400", "GET https://x.example/… answered 400"],
    ["no mail for Lucia.F+1@example.co.uk today", "no mail for <address> today"],
    ["(#100) +49 170 1234567 is not reachable", "(#100) <number> is not reachable"],
    ['invalid input syntax for type uuid: "my mother is ill"', 'invalid input syntax for type uuid: "…"'],
    ['cut in a quote "my mother', 'cut in a quote "…"'],
    ["authorization: Bearer EAAGm0PX4ZCpsBA", "authorization: <secret>"],
    ['{"password":"hunter22"}', '{"…"}'],
    ["sk_live_51H8xAbCdEfGhIjKlMnOp was refused", "<secret> was refused"],
    ["conversation 0199f2a0-1111-7abc-8def-0123456789ab is locked", "conversation 0199f2a0-1111-7abc-8def-0123456789ab is locked"],
  ])("%s", (message, expected) => {
    expect(scrub(message)).toBe(expected);
  });

  test("is nothing of the message of those who quote what they were given", () => {
    const told = [
      caught(() => JSON.parse('my mother is "ill"')),
      caught(() => z.object({ age: z.literal("my mother") }).parse({ age: "is ill" })),
      caught(() => new URL("my mother is ill")),
      Object.assign(new Error("Key (email)=(lucia@example.test) exists"), { code: "23505", detail: "my mother", constraint: "users_email_key" }),
      new AppError("bug", "write failed", { cause: caught(() => JSON.parse("mother")) }),
    ];
    const lines = told.map((error) => JSON.stringify(describeError(error)));
    for (const line of lines) expect(line).not.toMatch(/mother|ill|lucia/);
    expect(lines[3]).toContain("users_email_key");
    expect(lines[4]).toContain('"type":"SyntaxError"');
  });

  test("names where it happened, and its causes", () => {
    const described = describeError(new Error("outer", { cause: new TypeError("inner") }));
    expect(described).toMatchObject({ type: "Error", message: "outer", cause: { type: "TypeError", message: "inner" } });
    expect(described.stack?.[0]).toContain("log-error.test.ts");
  });

  test("takes anything that can be thrown", () => {
    const loop = new Error("a loop");
    loop.cause = loop;
    expect(JSON.stringify(describeError(loop)).length).toBeGreaterThan(10);
    for (const thrown of [null, undefined, "my mother", 7, { text: "my mother" }]) expect(JSON.stringify(describeError(thrown))).not.toContain("mother");
  });
});
