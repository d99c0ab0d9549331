import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth from "next-auth";
import { exposeAuthUrl, publicUrl } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { asUnavailable } from "@/server/db/db-errors";
import { log } from "@/server/log";
import { type AuthVisit, authOptions, ownUrl } from "./auth-options";
import { preferenceCookies } from "./preference-cookies";
import { requestClient } from "./request-client";

const MAX_BODY_BYTES = 16_384;

// What next-auth answers to; the rest of its surface (its own pages, its log sink) is not ours to show.
const ROUTES: Record<string, RegExp> = {
  GET: /^(csrf|session|providers|signin|error|callback\/google)$/,
  POST: /^(callback\/credentials|signin\/google|signout)$/,
};

/**
 * /api/auth/*: next-auth behind the web's own Request and Response, so that it also runs where there is no Next (tests).
 * Nothing a stranger sends gets a 5xx; 503 with Retry-After while the database is away.
 */
export async function handleAuth(request: Request): Promise<Response> {
  const route = new URL(request.url).pathname.replace(/^\/api\/auth\/?/, "").replace(/\/$/, "");
  if (!ROUTES[request.method]?.test(route)) return Response.json({ error: "There is no such thing here." }, { status: 404 });
  try {
    const body = request.method === "POST" ? await readForm(request) : {};
    const visit: AuthVisit = { client: requestClient(request.headers), cookieHeader: request.headers.get("cookie"), signedInUserId: null };
    return await withPreferences(await callNextAuth(request, { route, body, visit }), visit);
  } catch (error) {
    const known = asUnavailable(error);
    if (!(known instanceof AppError)) throw error;
    if (known.code === "unavailable") return Response.json({ error: known.publicMessage }, { status: 503, headers: { "retry-after": "2" } });
    return Response.json({ error: known.publicMessage }, { status: known.code === "limit" ? 413 : 400 });
  }
}

/** Whoever signs in finds their own language and theme, on any device. */
async function withPreferences(response: Response, { signedInUserId }: AuthVisit): Promise<Response> {
  if (!signedInUserId) return response;
  for (const cookie of await preferenceCookies(signedInUserId)) response.headers.append("set-cookie", cookie);
  return response;
}

/** The fields of a posted form or JSON object, strings alone. */
async function readForm(request: Request): Promise<Record<string, string>> {
  const text = await request.text();
  if (text.length > MAX_BODY_BYTES) throw new AppError("limit", "body too large");
  if (!request.headers.get("content-type")?.includes("json")) return Object.fromEntries(new URLSearchParams(text));
  try {
    const value: unknown = JSON.parse(text);
    const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  } catch (cause) {
    throw new AppError("invalid", "body is not JSON", { cause });
  }
}

interface AuthCall {
  route: string;
  body: Record<string, string>;
  visit: AuthVisit;
}

async function callNextAuth(request: Request, { route, body, visit }: AuthCall): Promise<Response> {
  exposeAuthUrl();
  const url = new URL(request.url);
  const query: Record<string, string | string[]> = Object.fromEntries(url.searchParams);
  // next-auth answers 500 to a callbackUrl that is none.
  if (query.callbackUrl) query.callbackUrl = ownUrl(String(query.callbackUrl), publicUrl());
  if (body.callbackUrl) body.callbackUrl = ownUrl(body.callbackUrl, publicUrl());
  const collected = new CollectedResponse();
  const given = {
    method: request.method,
    headers: Object.fromEntries(request.headers),
    cookies: readCookies(request.headers.get("cookie") ?? ""),
    query: { ...query, nextauth: route.split("/") },
    body,
  };
  // The form of NextAuth() for API routes needs of Next's request and response only what is here.
  await NextAuth(given as unknown as NextApiRequest, collected as unknown as NextApiResponse, authOptions(visit));
  return collected.asResponse();
}

function readCookies(header: string): Record<string, string> {
  const pairs = header.split(";").flatMap((part): [string, string][] => {
    const at = part.indexOf("=");
    if (at < 0) return [];
    const value = part.slice(at + 1).trim();
    try {
      return [[part.slice(0, at).trim(), decodeURIComponent(value)]];
    } catch {
      return [];
    }
  });
  const cookies = Object.fromEntries(pairs.reverse());
  for (const [name, value] of Object.entries(cookies)) {
    // next-auth answers 500 to a callback cookie that is no address.
    if (name.endsWith("next-auth.callback-url") && ownUrl(value, publicUrl()) !== value) delete cookies[name];
  }
  return cookies;
}

/** Of Next's API response just what next-auth calls. */
class CollectedResponse {
  private code = 200;
  private content: string | null = null;
  private readonly headers = new Map<string, string | string[]>();

  status(code: number): this {
    this.code = code;
    return this;
  }

  getHeader(name: string): string | string[] | undefined {
    return this.headers.get(name.toLowerCase());
  }

  setHeader(name: string, value: string | string[]): this {
    this.headers.set(name.toLowerCase(), value);
    return this;
  }

  json(value: unknown): void {
    this.setHeader("content-type", "application/json").content = JSON.stringify(value);
  }

  send(value: unknown): void {
    if (typeof value === "string" || value === undefined) this.content = value ?? null;
    else this.json(value);
  }

  end(): void {}

  asResponse(): Response {
    const response = new Response(this.content, { status: this.code });
    for (const [name, value] of this.headers) for (const one of [value].flat()) response.headers.append(name, one);
    response.headers.set("cache-control", "no-store");
    if (this.code >= 500) log().warn({ status: this.code }, "next-auth answered with a server error");
    return response;
  }
}
