import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createUser } from "./create-user";
import { findSession } from "./find-session";

const ORIGIN = "http://localhost:3000";
const CLIENT_ID = "client-of-the-test";
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

interface Person {
  sub: string;
  email: string;
  email_verified: boolean;
}

/** An OpenID provider as Google's: discovery, keys, and a token for each code once, bound to its PKCE challenge. */
class Provider {
  private readonly granted = new Map<string, { person: Person; challenge: string }>();
  private server: Server | undefined;
  issuer = "";

  async start(): Promise<void> {
    this.server = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      const answer = this.answer(new URL(request.url ?? "/", this.issuer).pathname, new URLSearchParams(body));
      response.writeHead(answer ? 200 : 400, { "content-type": "application/json" }).end(JSON.stringify(answer ?? { error: "invalid_grant" }));
    });
    await new Promise<void>((resolve) => this.server?.listen(0, "127.0.0.1", resolve));
    this.issuer = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server?.close();
  }

  /** What the consent page does: a code for this person, under the challenge of the authorization request. */
  grant(person: Person, authorizationUrl: URL): string {
    const code = randomUUID();
    this.granted.set(code, { person, challenge: authorizationUrl.searchParams.get("code_challenge") ?? "" });
    return code;
  }

  private answer(path: string, form: URLSearchParams): object | null {
    const { issuer } = this;
    if (path === "/.well-known/openid-configuration")
      return {
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ["code"],
      };
    if (path === "/jwks") return { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k", alg: "RS256", use: "sig" }] };
    const grant = this.granted.get(form.get("code") ?? "");
    this.granted.delete(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (path !== "/token" || grant?.challenge !== challenge) return null;
    const seconds = Math.floor(Date.now() / 1000);
    const unsigned = `${encode({ alg: "RS256", kid: "k" })}.${encode({ iss: issuer, aud: CLIENT_ID, iat: seconds, exp: seconds + 300, name: "Maya", ...grant.person })}`;
    const idToken = `${unsigned}.${sign("sha256", Buffer.from(unsigned), privateKey).toString("base64url")}`;
    return { access_token: "unused", token_type: "Bearer", expires_in: 300, id_token: idToken };
  }
}

const provider = new Provider();
let handleAuth: (request: Request) => Promise<Response>;

beforeAll(async () => {
  await provider.start();
  Object.assign(process.env, { GOOGLE_CLIENT_ID: CLIENT_ID, GOOGLE_CLIENT_SECRET: "secret", GOOGLE_ISSUER: provider.issuer });
  // The environment is read once per module graph: this one is read with Google configured.
  vi.resetModules();
  ({ handleAuth } = await import("./handle-auth"));
});

afterAll(() => {
  for (const name of ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "GOOGLE_ISSUER"]) delete process.env[name];
  vi.resetModules();
  provider.stop();
});

/** The whole dance; gives where it ended and the cookies then. */
async function signIn(person: Person, { isStateKept = true } = {}): Promise<{ location: string; cookies: string }> {
  const jar = new Map<string, string>();
  const send = async (path: string, body?: URLSearchParams) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await handleAuth(new Request(`${ORIGIN}/api/auth/${path}`, { method: body ? "POST" : "GET", body, headers: { cookie } }));
    for (const set of response.headers.getSetCookie()) jar.set(set.slice(0, set.indexOf("=")), set.slice(set.indexOf("=") + 1).split(";")[0] ?? "");
    return response;
  };
  const { csrfToken } = (await (await send("csrf")).json()) as { csrfToken: string };
  const start = await send("signin/google", new URLSearchParams({ csrfToken, callbackUrl: "/w" }));
  const authorizationUrl = new URL(start.headers.get("location") ?? "");
  const state = isStateKept ? authorizationUrl.searchParams.get("state") : "of-somebody-else";
  const end = await send(`callback/google?${new URLSearchParams({ code: provider.grant(person, authorizationUrl), state: state ?? "" })}`);
  return { location: end.headers.get("location") ?? "", cookies: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") };
}

test("a newcomer comes by Google and is signed in; again, as the same user", async () => {
  const person = { sub: randomUUID(), email: `${randomUUID()}@example.test`, email_verified: true };
  const first = await signIn(person);
  expect(first.location).toBe(`${ORIGIN}/w`);
  const session = await findSession(first.cookies);
  expect(session?.user).toMatchObject({ email: person.email, emailVerifiedAt: expect.any(Date) });
  expect((await findSession((await signIn(person)).cookies))?.user.id).toBe(session?.user.id);
});

test("a Google address that is not verified signs nobody in, and says why", async () => {
  const email = `${randomUUID()}@example.test`;
  await createUser({ email, name: "Maya", password: "a long enough passphrase", locale: "en", isEmailVerified: true });
  const { location, cookies } = await signIn({ sub: randomUUID(), email, email_verified: false });
  expect(location).toContain("/sign-in?error=google-unverified");
  expect(await findSession(cookies)).toBeNull();
});

test("an answer to somebody else's request signs nobody in", async () => {
  const person = { sub: randomUUID(), email: `${randomUUID()}@example.test`, email_verified: true };
  const { location, cookies } = await signIn(person, { isStateKept: false });
  expect(location).toContain("error=");
  expect(await findSession(cookies)).toBeNull();
});
