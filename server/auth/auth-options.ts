import type { NextAuthOptions } from "next-auth";
import type { JWT, JWTDecodeParams, JWTEncodeParams } from "next-auth/jwt";
import CredentialsProvider from "next-auth/providers/credentials";
import GoogleProvider from "next-auth/providers/google";
import { env, required } from "@/lib/env";
import { AppError, bug } from "@/lib/errors";
import { log } from "@/server/log";
import { findSession } from "./find-session";
import type { RequestClient } from "./request-client";
import { revokeSession } from "./revoke-sessions";
import { isSecureOrigin, readSessionToken, sessionCookieName } from "./session-cookie";
import { type GoogleProfile, signInWithGoogle } from "./sign-in-with-google";
import { signInWithPassword } from "./sign-in-with-password";
import { SESSION_DAYS, startSession } from "./start-session";

const SESSION_SECONDS = SESSION_DAYS * 24 * 60 * 60;

/** One request to next-auth, as our own callbacks need to know it. */
export interface AuthVisit {
  client: RequestClient;
  cookieHeader: string | null;
  /** Set when this request signed somebody in. */
  signedInUserId: string | null;
}

/** Whether people may sign in with Google: both variables are set. */
export function hasGoogle(): boolean {
  return Boolean(env().GOOGLE_CLIENT_ID && env().GOOGLE_CLIENT_SECRET);
}

/**
 * next-auth for one request. Its strategy is "jwt" because version 4 refuses database sessions for credentials, but what it calls
 * encode and decode are ours: the cookie holds an opaque token, the session is a row. Ending the row signs out at once.
 */
export function authOptions(visit: AuthVisit): NextAuthOptions {
  return {
    secret: required("APP_SECRET"),
    useSecureCookies: isSecureOrigin(),
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    jwt: { encode: (params) => encodeSession(params, visit), decode: (params) => decodeSession(params, visit), maxAge: SESSION_SECONDS },
    cookies: {
      sessionToken: { name: sessionCookieName(), options: { httpOnly: true, sameSite: "lax", path: "/", secure: isSecureOrigin() } },
    },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in", newUser: "/w" },
    providers: [password(visit), ...(hasGoogle() ? [google()] : [])],
    callbacks: {
      signIn: async ({ user, account, profile }) => {
        if (account?.provider !== "google") return true;
        const found = await signInWithGoogle(profile as GoogleProfile);
        if (!found) return "/sign-in?error=google-unverified";
        // From here on next-auth's "user" is ours: its id becomes the token's subject.
        user.id = found.userId;
        return true;
      },
      redirect: ({ url, baseUrl }) => ownUrl(url, baseUrl),
      session: ({ session }) => session,
    },
    events: { signOut: ({ token }) => endSession(token) },
    logger: {
      // A cookie whose session was ended is an ordinary thing here.
      error: (code, metadata) => log()[code === "JWT_SESSION_ERROR" ? "debug" : "warn"]({ code, cause: nameOf(metadata) }, "next-auth"),
      warn: (code) => log().debug({ code }, "next-auth"),
      debug: () => {},
    },
  };
}

function password(visit: AuthVisit) {
  return CredentialsProvider({
    credentials: { email: { type: "email" }, password: { type: "password" } },
    authorize: async (given) => {
      // The message of an error thrown here reaches the address bar, so only fixed codes leave.
      const found = await signInWithPassword({
        email: String(given?.email ?? ""),
        password: String(given?.password ?? ""),
        client: visit.client,
        now: new Date(),
      }).catch((error: unknown) => {
        throw new Error(codeOf(error));
      });
      return found && { id: found.userId };
    },
  });
}

function codeOf(error: unknown): string {
  if (error instanceof AppError && error.code === "limit") return `too-many-attempts:${error.data.retryAfterSeconds}`;
  log().error({ err: error }, "sign-in failed");
  return "unavailable";
}

function nameOf(metadata: unknown): string | undefined {
  const error = metadata instanceof Error ? metadata : (metadata as { error?: unknown })?.error;
  return error instanceof Error ? `${error.name}: ${error.message}` : undefined;
}

function google() {
  const issuer = env().GOOGLE_ISSUER.replace(/\/+$/, "");
  return GoogleProvider({
    clientId: required("GOOGLE_CLIENT_ID"),
    clientSecret: required("GOOGLE_CLIENT_SECRET"),
    issuer,
    wellKnown: `${issuer}/.well-known/openid-configuration`,
  });
}

/** A fresh sign-in makes a row and a token; a call with a session that goes on keeps its token. */
async function encodeSession({ token }: JWTEncodeParams, visit: AuthVisit): Promise<string> {
  const previousToken = readSessionToken(visit.cookieHeader);
  if (token?.sid && previousToken) return previousToken;
  if (!token?.sub) throw bug("a session without a user");
  visit.signedInUserId = token.sub;
  return (await startSession({ userId: token.sub, client: visit.client, previousToken })).token;
}

async function decodeSession({ token }: JWTDecodeParams, { cookieHeader }: AuthVisit): Promise<JWT | null> {
  if (!token || token !== readSessionToken(cookieHeader)) return null;
  const session = await findSession(cookieHeader);
  return session && { sid: session.sessionId, sub: session.user.id, name: session.user.name, email: session.user.email };
}

async function endSession(token: JWT): Promise<void> {
  if (token?.sid && token.sub) await revokeSession(token.sub, String(token.sid));
}

/** Only addresses of ours: a sign-in link must not lead elsewhere. Never throws, for next-auth calls it with what a cookie says. */
export function ownUrl(url: string, baseUrl: string): string {
  if (!URL.canParse(url, baseUrl)) return baseUrl;
  const target = new URL(url, baseUrl);
  return target.origin === new URL(baseUrl).origin ? target.href : baseUrl;
}
