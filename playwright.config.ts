import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

/** Without these a browser calls home, which is slow where there is no network. */
const QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Debian's; CHROMIUM names another one, and without either Playwright uses its own. */
const browser = process.env.CHROMIUM || "/usr/bin/chromium-headless-shell";

export default defineConfig({
  testDir: "e2e/journeys",
  outputDir: ".test/journeys-output",
  globalSetup: "./e2e/start-product.ts",
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [["list"], ["./server/testing/playwright-reporter.ts"]],
  use: {
    // Set by start-product.ts before the workers read this file again.
    baseURL: process.env.PARLEY_URL,
    locale: "en-US",
    timezoneId: "Europe/Stockholm",
    screenshot: "only-on-failure",
    launchOptions: { executablePath: existsSync(browser) ? browser : undefined, args: QUIET },
  },
});
