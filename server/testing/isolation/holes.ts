import { appendFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

const COPIED = ["app", "components", "lib", "prisma", "server", "package.json", "tsconfig.json", "vitest.config.mts"];

/** A copy of the product to do harm to, with the same packages. */
export function makeScratchCopy(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of COPIED) cpSync(name, path.join(folder, name), { recursive: true });
  symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
}

function replaceIn(folder: string, file: string, [found, replacement]: [string, string]): void {
  const full = path.join(folder, file);
  const source = readFileSync(full, "utf8");
  if (!source.includes(found)) throw new Error(`${file} no longer has ${found}: the proof must follow`);
  writeFileSync(full, source.replace(found, replacement));
}

/** One careless change of each sort that a tired engineer might make, and the words with which it must be found. */
export const HOLES: { found: string; dig(folder: string): void }[] = [
  {
    found: "table leaky_things: row-level security is not enabled and forced",
    dig: (folder) => {
      const migration = path.join(folder, "prisma/migrations/99991231000000_leaky");
      mkdirSync(migration);
      writeFileSync(
        path.join(migration, "migration.sql"),
        "create table leaky_things (tenant_id uuid not null, id uuid not null, words text, primary key (tenant_id, id)); grant select, update, delete on leaky_things to parley_app;",
      );
    },
  },
  {
    found: "procedure leaky.list: nobody sees the tenant's rows",
    dig: (folder) => {
      writeFileSync(
        path.join(folder, "server/trpc/routers/leaky.ts"),
        `import * as z from "zod";
import { SYSTEM } from "@/server/access/actor";
import { inTenant } from "@/server/db/in-tenant";
import { publicProcedure, router } from "../trpc";
export const leakyRouter = router({
  list: publicProcedure.input(z.object({ tenantId: z.string() })).query(({ input }) => inTenant(input.tenantId, SYSTEM, ({ db }) => db.contact.findMany())),
});`,
      );
      replaceIn(folder, "server/trpc/router.ts", [
        "export const appRouter = router({",
        'import { leakyRouter } from "./routers/leaky";\nexport const appRouter = router({ leaky: leakyRouter,',
      ]);
    },
  },
  {
    found: "route GET /leaky/{tenantId}: another tenant's key sees the tenant's rows",
    dig: (folder) => {
      writeFileSync(
        path.join(folder, "server/rest/routes/leaky.ts"),
        `import { SYSTEM } from "@/server/access/actor";
import { inTenant } from "@/server/db/in-tenant";
import { defineRoute } from "../route";
export const leakyRoute = defineRoute({ method: "GET", path: "/leaky/{tenantId}", permission: "contacts.read", tag: "leaky", summary: "leaky", responses: { 200: null },
  serve: (_context, { params }) => inTenant(params.tenantId ?? "", SYSTEM, ({ db }) => db.contact.findMany()) });`,
      );
      replaceIn(folder, "server/rest/routes.ts", [
        "export const ROUTES: Route[] = [",
        'import { leakyRoute } from "./routes/leaky";\nexport const ROUTES: Route[] = [leakyRoute,',
      ]);
    },
  },
  {
    found: "topic archive: public-archive-",
    dig: (folder) =>
      replaceIn(folder, "server/realtime/topics.ts", [
        "export const topics = {",
        'export const topics = { archive: (id: string) => "public-archive-".concat(id),',
      ]),
  },
  {
    found: "job leaky: changes another tenant's contacts",
    dig: (folder) => {
      writeFileSync(
        path.join(folder, "server/jobs/leaky.job.ts"),
        `import * as z from "zod";
import { SYSTEM } from "@/server/access/actor";
import { inTenant } from "@/server/db/in-tenant";
import { defineJob } from "./define-job";
export const leaky = defineJob({ name: "leaky", payload: z.object({ tenantId: z.string() }), maxAttempts: 1,
  run: async ({ tenantId }) => { await inTenant(tenantId, SYSTEM, ({ sql }) => sql.query("update contacts set name = 'changed'")); } });`,
      );
      appendFileSync(path.join(folder, "server/jobs/registry.ts"), '\nimport { leaky } from "./leaky.job";\nPROMPT_JOBS.push(leaky as JobDefinition);\n');
    },
  },
];
