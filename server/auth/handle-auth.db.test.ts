import { expect, test } from "vitest";
import { newId } from "@/server/db/ids";
import { outsideTenants } from "@/server/db/in-tenant";
import { createUser } from "./create-user";
import { findSession } from "./find-session";
import { handleAuth } from "./handle-auth";
import { listSessions } from "./list-sessions";
import { revokeSession } from "./revoke-sessions";

const PASSWORD = "a long enough passphrase";
const ORIGIN = "http://localhost:3000";

/** A browser as far as cookies go. */
class Browser {
  private readonly jar = new Map<string, string>();
  private readonly network = `198.${Math.floor(Math.random() * 256)}.${Math.floor(Math.random() * 256)}.7`;

  get cookies(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  get token(): string | undefined {
    return this.jar.get("parley-session");
  }

  async send(path: string, form?: Record<string, string>): Promise<Response> {
    const headers = { cookie: this.cookies, "user-agent": "Test browser", "x-forwarded-for": this.network };
    const body = form && new URLSearchParams(form);
    const response = await handleAuth(new Request(`${ORIGIN}/api/auth/${path}`, { method: form ? "POST" : "GET", headers, body }));
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const name = pair.slice(0, pair.indexOf("="));
      if (/max-age=0/i.test(cookie)) this.jar.delete(name);
      else this.jar.set(name, pair.slice(pair.indexOf("=") + 1));
    }
    return response;
  }

  async signIn(email: string, password: string, more: Record<string, string> = {}): Promise<Response> {
    const { csrfToken } = (await (await this.send("csrf")).json()) as { csrfToken: string };
    return this.send("callback/credentials", { csrfToken, email, password, json: "true", ...more });
  }
}

async function makePerson() {
  const email = `${newId()}@example.test`;
  const { userId } = await createUser({ email, name: "Maya Lindqvist", password: PASSWORD, locale: "zh-CN", isEmailVerified: true });
  return { email, userId };
}

test("signing in sets an opaque cookie of 43 characters, of which the database knows only the hash", async () => {
  const { email, userId } = await makePerson();
  const browser = new Browser();
  const response = await browser.signIn(email, PASSWORD, { callbackUrl: "/w" });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ url: `${ORIGIN}/w` });
  const cookie = response.headers.getSetCookie().find((c) => c.startsWith("parley-session="));
  expect(cookie).toMatch(/^parley-session=[A-Za-z0-9_-]{43}; .*HttpOnly; SameSite=Lax/);
  const { rows } = await outsideTenants((sql) => sql.query<{ all: string }>("select s::text as all from sessions s where user_id = $1", [userId]));
  expect(rows).toHaveLength(1);
  expect(rows[0]?.all).not.toContain(browser.token);
  expect(await findSession(browser.cookies)).toMatchObject({ user: { id: userId, email } });
  expect(response.headers.getSetCookie().join()).toContain("parley-locale=zh-CN");
});

test("the session goes on with the same token, and ending its row signs out at once", async () => {
  const { email, userId } = await makePerson();
  const browser = new Browser();
  await browser.signIn(email, PASSWORD);
  const token = browser.token;
  expect(await (await browser.send("session")).json()).toMatchObject({ user: { email } });
  expect(browser.token).toBe(token);
  const session = await findSession(browser.cookies);
  await revokeSession(userId, session?.sessionId ?? "");
  const cookiesKept = browser.cookies;
  expect(await findSession(cookiesKept)).toBeNull();
  expect(await (await browser.send("session")).json()).toEqual({});
  expect(browser.token).toBeUndefined();
});

test("signing out ends the row, so that a copy of the cookie opens nothing", async () => {
  const { email, userId } = await makePerson();
  const browser = new Browser();
  await browser.signIn(email, PASSWORD);
  const copy = browser.cookies;
  const { csrfToken } = (await (await browser.send("csrf")).json()) as { csrfToken: string };
  await browser.send("signout", { csrfToken, json: "true" });
  expect(await findSession(copy)).toBeNull();
  expect(await listSessions(userId)).toEqual([]);
});

test("signing in again in the same browser ends the session before", async () => {
  const { email, userId } = await makePerson();
  const browser = new Browser();
  await browser.signIn(email, PASSWORD);
  const before = browser.cookies;
  await browser.signIn(email, PASSWORD);
  expect(await findSession(before)).toBeNull();
  expect(await listSessions(userId)).toHaveLength(1);
});

test("a session that lay idle for 14 days, or has reached its end, is none", async () => {
  const { email, userId } = await makePerson();
  const browser = new Browser();
  await browser.signIn(email, PASSWORD);
  const set = (change: string) => outsideTenants((sql) => sql.query(`update sessions set ${change} where user_id = $1`, [userId]));
  await set("last_seen_at = now() - interval '14 days 1 second'");
  expect(await findSession(browser.cookies)).toBeNull();
  await set("last_seen_at = now()");
  expect(await findSession(browser.cookies)).not.toBeNull();
  await set("expires_at = now() - interval '1 second'");
  expect(await findSession(browser.cookies)).toBeNull();
});

test("a wrong password gets one answer, known address or not, and a locked one the seconds to wait", async () => {
  const { email } = await makePerson();
  const browser = new Browser();
  const errorOf = async (response: Response) => new URL(((await response.json()) as { url: string }).url).searchParams.get("error");
  expect(await errorOf(await browser.signIn(`nobody-${email}`, PASSWORD))).toBe("CredentialsSignin");
  for (let i = 0; i < 5; i++) expect(await errorOf(await browser.signIn(email, "wrong"))).toBe("CredentialsSignin");
  expect(await errorOf(await browser.signIn(email, PASSWORD))).toMatch(/^too-many-attempts:\d+$/);
  expect(browser.token).toBeUndefined();
});

test("without the page's own token nobody is signed in or out: a foreign page cannot do it", async () => {
  const { email } = await makePerson();
  const browser = new Browser();
  await browser.send("csrf");
  await browser.send("callback/credentials", { csrfToken: "0".repeat(64), email, password: PASSWORD, json: "true" });
  expect(browser.token).toBeUndefined();
  await browser.signIn(email, PASSWORD);
  await browser.send("signout", { csrfToken: "0".repeat(64), json: "true" });
  expect(await findSession(browser.cookies)).not.toBeNull();
});

test.each([
  ["https://evil.example/x", "another site"],
  ["//evil.example/x", "another site without a scheme"],
  ["javascript:alert(1)", "a script"],
  ["http://[", "no address at all"],
  ["/\\evil.example", "a backslash"],
])("after signing in nobody is sent to %s: %s", async (callbackUrl) => {
  const { email } = await makePerson();
  const response = await new Browser().signIn(email, PASSWORD, { callbackUrl });
  expect(response.status).toBe(200);
  expect(new URL(((await response.json()) as { url: string }).url).origin).toBe(ORIGIN);
});

test.each([
  ["GET", "callback/credentials", ""],
  ["GET", "callback/constructor", ""],
  ["GET", "signin?callbackUrl=http://[", ""],
  ["GET", "session", "parley-session=%E0%A4%A; next-auth.callback-url=nonsense"],
  ["GET", "session", "parley-session=a; parley-session.0=b"],
  ["POST", "_log", ""],
  ["POST", "signin/google", ""],
  ["POST", "callback/credentials", "next-auth.csrf-token=x|y"],
])("%s %s with cookies %j is refused without a server error", async (method, path, cookie) => {
  const body = method === "POST" ? '{"level":"error","code":[' : undefined;
  const response = await handleAuth(new Request(`${ORIGIN}/api/auth/${path}`, { method, body, headers: { cookie, "content-type": "application/json" } }));
  expect(response.status).toBeLessThan(500);
});
