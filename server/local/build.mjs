// `npm run build`: everything that runs in production, into .next/ and build/.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { generate } from "./generate.mjs";
import { fail, fingerprint, ROOT, requireInstalled, run } from "./project.mjs";

const BUILD = path.join(ROOT, "build");
const MARK = path.join(BUILD, ".fingerprint");
const SOURCES = ["app", "components", "lib", "server", "prisma", "e2e/platforms", "public"];
const SETTINGS = ["package.json", "package-lock.json", "next.config.js", "tsconfig.json", "postcss.config.mjs", "prisma.config.ts"];

/** build/<name>.js from its entry. An entry that is not there is not built. */
const ENTRIES = {
  web: "server/web.ts",
  worker: "server/worker.ts",
  launcher: "server/local/launcher.ts",
  realtime: "server/local/realtime/main.ts",
  simulators: "e2e/platforms/main.ts",
  cli: "server/cli/main.ts",
};

/** Whether build/ and .next/ hold what today's sources, settings and lock file give. */
export function isBuilt() {
  return existsSync(MARK) && existsSync(path.join(ROOT, ".next/BUILD_ID")) && readFileSync(MARK, "utf8") === fingerprint([...SOURCES, ...SETTINGS]);
}

/** Builds all of it. Ends the process, saying which step, when one fails. */
export async function build(say = () => {}) {
  requireInstalled();
  // Gone first: a build that is cut short must not pass for one.
  rmSync(MARK, { force: true });
  mkdirSync(BUILD, { recursive: true });
  const now = fingerprint([...SOURCES, ...SETTINGS]);
  await generate();
  say("building the processes");
  await buildProcesses();
  await buildWidget();
  say("building the pages (about a minute)");
  await run("next build", ["node_modules/next/dist/bin/next", "build"], { env: { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" } });
  writeFileSync(MARK, now);
}

/** esbuild, because Node.js alone cannot follow `@/` or extensionless imports. Packages stay in node_modules. */
async function buildProcesses() {
  const { build: bundle } = await import("esbuild");
  const present = Object.entries(ENTRIES).filter(([, entry]) => existsSync(path.join(ROOT, entry)));
  await bundle({
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(present),
    outdir: BUILD,
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node24",
    format: "cjs",
    // Prisma's client asks where it lies, which a bundle in CommonJS cannot say by itself.
    define: { "import.meta.url": "importMetaUrl" },
    banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
    sourcemap: true,
    logLevel: "error",
  }).catch(() => fail("esbuild failed."));
}

/** The embeddable widget: components/widget/build.mjs writes public/widget.js and public/widget/. */
async function buildWidget() {
  const script = path.join(ROOT, "components/widget/build.mjs");
  if (!existsSync(path.join(ROOT, "components/widget/app.tsx"))) return;
  const { buildWidget: make } = await import(pathToFileURL(script).href);
  await make({ outDir: path.join(ROOT, "public") }).catch((error) => fail(`The widget was not built: ${error.message}`));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await build((step) => process.stderr.write(`${step}\n`));
}
