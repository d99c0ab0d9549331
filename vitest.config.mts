import { defineConfig } from "vitest/config";

const shared = { resolve: { tsconfigPaths: true } };

export default defineConfig({
  test: {
    reporters: ["default", "./server/testing/plain-reporter.ts"],
    projects: [
      {
        ...shared,
        test: {
          name: "unit",
          include: ["{lib,server,components}/**/*.test.ts", "e2e/platforms/**/*.test.ts"],
          exclude: ["**/*.db.test.ts", "**/node_modules/**"],
          environment: "node",
          isolate: false,
          // Some walk through scrypt, ffmpeg or a simulator; a busy machine is no failure.
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        ...shared,
        test: {
          name: "db",
          include: ["{lib,server}/**/*.db.test.ts"],
          environment: "node",
          pool: "threads",
          isolate: false,
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 180_000,
          globalSetup: ["./server/testing/start-database.ts"],
          setupFiles: ["./server/testing/use-database.ts"],
        },
      },
    ],
  },
});
