import * as z from "zod";
import { publicUrl } from "@/lib/env";
import { version } from "@/package.json";
import { problemSchema } from "./problem";
import type { Route } from "./route";
import { ROUTES } from "./routes";

type Json = Record<string, unknown>;

/** What every call may answer, besides its own. */
const PROBLEMS: Record<string, string> = {
  "400": "Malformed JSON, query, header or cursor",
  "401": "No valid API key",
  "403": "The key has not this scope",
  "404": "Nothing by this id in this workspace",
  "409": "Somebody was faster, or the moment is wrong",
  "422": "A field is wrong; `errors` names each",
  "429": "Too many requests; see Retry-After",
  "503": "The database is away; see Retry-After",
};

let described: Json | undefined;

/** The OpenAPI 3.1 description, made of the very schemas that check requests. */
export function openApi(): Json {
  described ??= describe();
  return described;
}

function describe(): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of ROUTES) {
    const path = paths[route.path] ?? {};
    path[route.method.toLowerCase()] = operation(route);
    paths[route.path] = path;
  }
  for (const [path, summary] of [
    ["/health", "Whether database and web work, with checks of what stands behind"],
    ["/ready", "Whether this process takes requests"],
  ] as const)
    paths[path] = { get: { tags: ["Health"], summary, security: [], responses: { "200": { description: "Yes" }, "503": { description: "Not now" } } } };
  return {
    openapi: "3.1.0",
    info: { title: "Parley API", version, description: "Everything the inbox does, for programs. Ids are opaque strings, instants ISO 8601 in UTC." },
    servers: [{ url: `${publicUrl()}/api/v1` }],
    security: [{ apiKey: [] }],
    paths,
    components: {
      securitySchemes: { apiKey: { type: "http", scheme: "bearer", description: "An API key of the workspace." } },
      schemas: { Problem: jsonSchema(problemSchema, "output") },
    },
  };
}

function operation(route: Route): Json {
  return {
    operationId: operationId(route),
    tags: [route.tag],
    summary: route.summary,
    description: `Needs the scope \`${route.permission}\`.`,
    parameters: parameters(route),
    ...(route.body || route.isMultipart ? { requestBody: requestBody(route) } : {}),
    responses: { ...successes(route), ...problems() },
  };
}

/** getConversationsById, postChannelsByIdInbound. */
function operationId({ method, path }: Route): string {
  const words = path
    .replace(/\{(\w+)\}/g, "by-$1")
    .split(/[/-]/)
    .filter(Boolean);
  return method.toLowerCase() + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join("");
}

function parameters(route: Route): Json[] {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: "path", required: true, schema: { type: "string" } }));
  const query = route.query ? jsonSchema(route.query, "input") : {};
  const inQuery = Object.entries((query.properties ?? {}) as Record<string, Json>).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    schema,
    ...(schema.description ? { description: schema.description } : {}),
  }));
  const inHeader = [
    ...(route.method === "POST" ? [header("Idempotency-Key", "The same key again within 24 hours gives the first answer.")] : []),
    ...(route.method === "PATCH" ? [header("If-Match", "The version that was read; 409 with the current object when it is not that any more.")] : []),
  ];
  return [...inPath, ...inQuery, ...inHeader];
}

function header(name: string, description: string): Json {
  return { name, in: "header", required: false, description, schema: { type: "string" } };
}

function requestBody(route: Route): Json {
  const file = { type: "object", properties: { file: { type: "string", format: "binary" } }, required: ["file"] };
  const content = route.body ? { "application/json": { schema: jsonSchema(route.body, "input") } } : { "multipart/form-data": { schema: file } };
  return { required: true, content };
}

function successes(route: Route): Json {
  const entries = Object.entries(route.responses).map(([status, schema]) => [
    status,
    { description: "Success", ...(schema ? { content: { "application/json": { schema: jsonSchema(schema, "output") } } } : {}) },
  ]);
  return Object.fromEntries(entries);
}

function problems(): Json {
  const content = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
  return Object.fromEntries(Object.entries(PROBLEMS).map(([status, description]) => [status, { description, content }]));
}

function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema, "~standard": _standard, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Json;
  return rest;
}
