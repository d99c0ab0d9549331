// `npm test`: the whole check, in this order. CI runs it and nothing else.
import { rmSync } from "node:fs";
import path from "node:path";
import { requireBrowser } from "./browser.mjs";
import { build } from "./build.mjs";
import { requireFfmpeg } from "./ffmpeg.mjs";
import { generate } from "./generate.mjs";
import { requireMailServers } from "./mail-servers.mjs";
import { attempt, ROOT, requireInstalled } from "./project.mjs";

/** What the machine must have: without it the check cannot be whole, and that is said at once, not after ten minutes. */
const MACHINE = [
  ["browser", requireBrowser],
  ["mail servers", requireMailServers],
  ["ffmpeg", requireFfmpeg],
];

/** A step gives {passed, failed}; one without tests of its own counts as one. */
const STEPS = [
  ["generate", () => generate()],
  ["format and lint", () => tool("@biomejs/biome/bin/biome", "check", ".", "--error-on-warnings", "--max-diagnostics=100")],
  [
    "boundaries",
    () => tool("dependency-cruiser/bin/dependency-cruiser.mjs", "--config", ".dependency-cruiser.cjs", "app", "components", "server", "lib", "prisma", "e2e"),
  ],
  ["unused code", () => tool("knip/bin/knip.js")],
  ["types", () => types()],
  ["unit", () => tool("vitest/vitest.mjs", "run", "--project", "unit")],
  ["database", () => tool("vitest/vitest.mjs", "run", "--project", "db")],
  ["build", () => build()],
  ["journeys", () => tool("@playwright/test/cli.js", "test")],
];

const ENV = { NO_COLOR: "1", FORCE_COLOR: "0", NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1", PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1" };

async function main() {
  requireInstalled();
  const total = { passed: 0, failed: 0 };
  const broken = [];
  for (const [name, step] of [...MACHINE, ...STEPS]) {
    const startedAt = Date.now();
    const isPointless = name === "journeys" && broken.includes("build");
    const result = isPointless ? { passed: 0, failed: 1, output: "not run: there is nothing to walk through\n" } : await step();
    const { passed = 1, failed = 0, output = "" } = result ?? {};
    total.passed += passed;
    total.failed += failed;
    if (failed > 0) {
      broken.push(name);
      process.stdout.write(output);
    }
    process.stdout.write(`${failed > 0 ? "FAILED" : "ok"}  ${name}  (${passed} passed, ${((Date.now() - startedAt) / 1000).toFixed(1)} s)\n`);
    if (failed > 0 && MACHINE.some(([needed]) => needed === name)) break;
  }
  if (broken.length > 0) process.stdout.write(`failed steps: ${broken.join(", ")}\n`);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  process.exit(total.failed > 0 ? 1 : 0);
}

/** Runs one tool; its own count of tests is the line "<tool>: N passed, N failed" of our reporters. */
async function tool(script, ...args) {
  const { status, output } = await attempt([path.join(ROOT, "node_modules", script), ...args], { env: ENV });
  const [, passed, failed] = /^\w+: (\d+) passed, (\d+) failed$/m.exec(output) ?? [];
  if (passed === undefined) return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, output };
  // No test at all is a failure, and so is a runner that ended badly after its last test passed.
  const isEmpty = Number(passed) + Number(failed) === 0;
  return { passed: Number(passed), failed: Math.max(Number(failed), status === 0 && !isEmpty ? 0 : 1), output };
}

async function types() {
  const generated = await tool("next/dist/bin/next", "typegen");
  if (generated.failed > 0) return generated;
  rmSync(path.join(ROOT, "tsconfig.tsbuildinfo"), { force: true });
  return tool("typescript/bin/tsc", "--noEmit");
}

await main();
