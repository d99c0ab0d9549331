import { expect, test } from "vitest";
import { networkOf, requestClient } from "./request-client";

test.each([
  ["203.0.113.9", "203.0.113.9", "one hop"],
  ["1.2.3.4, 203.0.113.9", "203.0.113.9", "what the client wrote further left does not count"],
  ["203.0.113.9, 10.0.0.7, 127.0.0.1", "203.0.113.9", "our own proxies are passed over"],
  ["127.0.0.1", "127.0.0.1", "a machine of one's own"],
  ["nonsense, 203.0.113.9", "203.0.113.9", "rubbish is skipped"],
  ["", "unknown", "nobody said"],
])("X-Forwarded-For %j is %s: %s", (header, expected) => {
  expect(requestClient(new Headers({ "x-forwarded-for": header })).address).toBe(expected);
});

test("neighbours share a network, an IPv4 address in IPv6 clothes too", () => {
  expect(networkOf("203.0.113.9")).toBe(networkOf("203.0.113.250"));
  expect(networkOf("::ffff:203.0.113.9")).toBe(networkOf("203.0.113.1"));
  expect(networkOf("203.0.113.9")).not.toBe(networkOf("203.0.114.9"));
  expect(networkOf("2001:db8:1::1")).toBe(networkOf("2001:db8:1:ffff::2"));
});
