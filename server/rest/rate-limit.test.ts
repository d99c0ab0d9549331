import { expect, test } from "vitest";
import { rateLimiter } from "./rate-limit";

test("lets a second's worth through at once, then refuses until tokens grow back, each key for itself", () => {
  const take = rateLimiter(10);
  for (let n = 0; n < 10; n++) take("a", 1_000);
  expect(() => take("a", 1_000)).toThrow(expect.objectContaining({ code: "limit", data: { retryAfterSeconds: 1 } }));
  expect(() => take("b", 1_000)).not.toThrow();
  expect(() => take("a", 1_099)).toThrow();
  expect(() => take("a", 1_200)).not.toThrow();
});

test("never saves up more than a second's worth", () => {
  const take = rateLimiter(5);
  take("a", 0);
  for (let n = 0; n < 5; n++) take("a", 50_000);
  expect(() => take("a", 50_000)).toThrow();
});
