import { describe, expect, test } from "vitest";
import { bodyLimit, isPage, routeFor } from "./web-routes";

describe("who answers a path", () => {
  test.each([
    ["/api/webhooks/messenger", true],
    ["/api/webhooks/telegram/01a?x=1", true],
    ["/api/v1/conversations", true],
    ["/api/v1?limit=1", true],
    ["/health", true],
    ["/widget.js", true],
    ["/api/realtime/auth", true],
    ["/api/realtime/user-auth", true],
    ["/api/v10/conversations", false],
    ["/healthy", false],
    ["/api/auth/session", false],
    ["/w/nordwind/inbox", false],
    ["/", false],
  ])("%s: our own route %s", (path, isOurs) => {
    expect(routeFor(path) !== null).toBe(isOurs);
  });

  test.each([
    ["/w/nordwind/inbox", true],
    ["/sign-in?next=/w", true],
    ["/_next/static/chunks/a.js", false],
    ["/logo.svg", false],
  ])("%s: a page that needs the database %s", (path, expected) => {
    expect(isPage(path)).toBe(expected);
  });

  test("only uploads may be large, and no path pretends to be one", () => {
    const large = ["/api/files", "/api/v1/uploads?x=1", "/api/widget/uploads", "/api/v1/uploads/../contacts", "/api/trpc/x", "/api/v1/contacts"];
    expect(large.map((path) => bodyLimit(path) > 10_000_000)).toEqual([true, true, true, false, false, false]);
  });
});
