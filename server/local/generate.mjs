// `npm run generate`: the Prisma client from prisma/schema, when the schema or Prisma itself changed.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { fingerprint, ROOT, run } from "./project.mjs";

const MARK = path.join(ROOT, "server/db/generated/.fingerprint");

/** Generates the client unless it is up to date. Ends the process when Prisma fails. */
export async function generate() {
  const now = fingerprint(["prisma/schema", "prisma.config.ts", "node_modules/prisma/package.json"]);
  if (existsSync(MARK) && readFileSync(MARK, "utf8") === now) return;
  await run("prisma client", ["node_modules/prisma/build/index.js", "generate", "--no-hints"], {
    env: {
      // Generating uses no schema engine, but looks for one and would download it: any executable file will do.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: "1",
    },
  });
  writeFileSync(MARK, now);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await generate();
