import { expect, test } from "vitest";
import * as z from "zod";
import { whyUnreadable } from "./why-unreadable";

const failureOf = (fn: () => unknown) => {
  try {
    fn();
  } catch (error) {
    return error;
  }
};
const body = z.object({ entry: z.array(z.object({ id: z.union([z.string(), z.number()]) })) });

test.each([
  ["not JSON", () => JSON.parse('{"secret":'), "The body is not JSON, or it breaks off."],
  ["no object", () => body.parse(null), "The body is not one this channel's platform sends."],
  ["a missing field", () => body.parse({}), 'The body is not one this channel\'s platform sends: "entry" is missing or not of its kind.'],
  [
    "a field inside",
    () => body.parse({ entry: [{ id: {} }] }),
    'The body is not one this channel\'s platform sends: "entry.0.id" is missing or not of its kind.',
  ],
  ["a bad encoding", () => new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([255])), "The body cannot be read."],
  [
    "an adapter's own words",
    () => {
      throw new Error("a signed_request that does not fit");
    },
    "A signed_request that does not fit.",
  ],
  [
    "a whole sentence",
    () => {
      throw new Error("It is too long.");
    },
    "It is too long.",
  ],
])("one sentence for %s", (_name, fn, sentence) => {
  expect(whyUnreadable(failureOf(fn))).toBe(sentence);
});
