import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BACKLOG_JOBS, PATIENT_JOBS, PROMPT_JOBS } from "@/server/jobs/registry";
import { ROUTES } from "@/server/rest/routes";
import { appRouter } from "@/server/trpc/router";
import { connectAsSuperuser } from "./catalogue";
import { checkJobs } from "./check-jobs";
import { checkProcedures } from "./check-procedures";
import { checkRoutes } from "./check-routes";
import { checkTables } from "./check-tables";
import { checkTopics } from "./check-topics";
import { type FullTenant, fingerprint, makeFullTenant } from "./full-tenant";

/*
 * G4: one tenant against everything another has. Nothing is listed by hand: tables come from the database's catalogue,
 * procedures from the router, routes from the REST table, topics and jobs from their registries.
 * proof.db.test.ts shows that a hole in each of them turns this red.
 */
let ours: FullTenant;
let theirs: FullTenant;
let client: pg.Client;

beforeAll(async () => {
  client = await connectAsSuperuser();
  [ours, theirs] = [await makeFullTenant(client), await makeFullTenant(client)];
});

afterAll(() => client?.end());

describe("another tenant gets nothing", () => {
  test("from any table", async () => {
    expect(await checkTables(client, ours, theirs)).toEqual([]);
  });

  test("from any procedure", async () => {
    const before = await fingerprint(client, theirs.tenantId);
    const seen: string[] = [];
    expect(await checkProcedures(appRouter, { ours, theirs }, seen)).toEqual([]);
    expect(await fingerprint(client, theirs.tenantId)).toEqual(before);
    // The same calls show the owner their rows: so the refusals were not for a malformed input.
    expect(seen).toEqual(
      expect.arrayContaining([
        "conversations.list",
        "conversations.get",
        "messages.list",
        "contacts.get",
        "channels.list",
        "channels.get",
        "agents.list",
        "teams.list",
      ]),
    );
  });

  test("from any REST route", async () => {
    const before = await fingerprint(client, theirs.tenantId);
    const seen: string[] = [];
    expect(await checkRoutes(ROUTES, { ours, theirs }, seen)).toEqual([]);
    expect(await fingerprint(client, theirs.tenantId)).toEqual(before);
    expect(seen).toEqual(
      expect.arrayContaining([
        "GET /conversations",
        "GET /conversations/{id}",
        "GET /conversations/{id}/messages",
        "GET /contacts",
        "GET /contacts/{id}",
        "GET /contacts/{id}/identities",
        "GET /channels",
        "GET /channels/{id}",
        "GET /agents",
        "GET /teams",
      ]),
    );
  });

  test("from any realtime topic", async () => {
    expect(await checkTopics({ ours, theirs })).toEqual([]);
  });

  test("by any job", async () => {
    expect(await checkJobs(client, [...PROMPT_JOBS, ...BACKLOG_JOBS, ...PATIENT_JOBS], { ours, theirs })).toEqual([]);
  });
});
