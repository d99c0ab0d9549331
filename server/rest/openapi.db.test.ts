import { expect, test } from "vitest";
import { makeTenant } from "@/server/testing/factories";
import { addInbound, makeConversation } from "@/server/testing/inbox-factory";
import { restClient, restOf } from "@/server/testing/rest-client";
import { openApi } from "./openapi";
import { apiReference } from "./reference";
import { ROUTES } from "./routes";

test("the description names every route that is served, and needs no key", async () => {
  const { status, body } = await restClient(null)("GET /openapi.json");
  expect([status, body.openapi]).toEqual([200, "3.1.0"]);
  const described = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((m) => `${m.toUpperCase()} ${path}`),
  );
  expect(new Set(described)).toEqual(new Set([...ROUTES.map((route) => `${route.method} ${route.path}`), "GET /health", "GET /ready"]));
  const ids = apiReference().groups.flatMap(({ operations }) => operations.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});

test("answers are as they are described", async () => {
  const tenant = await makeTenant();
  const conversation = await makeConversation(tenant);
  await addInbound(tenant, conversation, "Hello");
  const api = await restOf(tenant);
  const ids: Record<string, string> = { conversations: conversation.id, contacts: conversation.contactId, channels: conversation.channelId };
  for (const route of ROUTES.filter((candidate) => candidate.method === "GET")) {
    const path = route.path.replace("{id}", ids[route.path.split("/")[1] ?? ""] ?? "");
    const { status, body } = await api(`GET ${path}`);
    const result = route.responses[status]?.safeParse(body);
    expect([path, result?.success, result?.error?.issues]).toEqual([path, true, undefined]);
  }
  expect(JSON.stringify(openApi())).not.toContain("$schema");
});
