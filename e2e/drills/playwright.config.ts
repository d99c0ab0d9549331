import { defineConfig } from "@playwright/test";

/** `npm run drills`: the product is hurt on purpose, one drill after the other, each on a product of its own. docs/reliability.md. */
export default defineConfig({
  testDir: ".",
  testMatch: "*.drill.ts",
  outputDir: "../../.test/drills-output",
  workers: 1,
  timeout: 20 * 60_000,
  expect: { timeout: 60_000 },
  forbidOnly: true,
  reporter: [["list"]],
});
