import { describe, expect, test } from "vitest";
import { routeClass, routePattern } from "./route-pattern";

describe("what may be said of a path", () => {
  test.each([
    ["/w/nordwind-outdoor/inbox/0199f2a0-1111-7abc-8def-0123456789ab", "/w/:/inbox/:", "page"],
    ["/w/inbox/inbox", "/w/:/inbox", "page"],
    ["/invite/hunter2?next=lucia@example.test", "/invite/:", "page"],
    ["/reset-password?token=hunter2", "/reset-password", "page"],
    ["/api/files/eyJhbGciOi.J9", "/api/files/:", "files"],
    ["/api/webhooks/telegram/0199f2a0", "/api/webhooks/:/:", "webhook"],
    ["/api/v1/contacts/lucia@example.test", "/api/v1/contacts/:", "rest"],
    ["/api/trpc/messages.send", "/api/trpc/:", "trpc"],
    ["/api/auth/callback/google?code=secret", "/api/auth/callback/google", "auth"],
    ["/api/realtime/auth", "/api/realtime/auth", "realtime-auth"],
    ["/api/realtime/user-auth", "/api/realtime/user-auth", "realtime-auth"],
    ["/_next/static/chunks/a/b/c.js", "/_next/static", "asset"],
    ["/widget.js", "/widget.js", "widget"],
    ["/health", "/health", "health"],
    ["/constructor/__proto__", "/:/:", "page"],
    ["/api/constructor", "/api/:", "other"],
    ["/", "/", "page"],
    ["/a/b/c/d/e/f/g/h", "/:/:/:/:/:/:", "page"],
    ["", "/", "page"],
  ])("%s is %s, a %s", (url, pattern, kind) => {
    expect([routePattern(url), routeClass(url)]).toEqual([pattern, kind]);
  });
});
