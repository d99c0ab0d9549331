import { inject } from "vitest";

// Before any test file imports lib/env: the same variables that the launcher sets.
Object.assign(process.env, { NODE_ENV: "test" });
process.env.DATABASE_URL = inject("databaseUrl");
process.env.DATABASE_MIGRATION_URL = inject("migrationUrl");
process.env.DATA_DIR = inject("dataDir");
process.env.APP_SECRET = "a-secret-for-tests-of-32-characters";
process.env.ENCRYPTION_KEYS = Buffer.alloc(32, 7).toString("base64");
process.env.PUBLIC_URL = "http://localhost:3000";
process.env.PUSHER_APP_ID = "parley";
process.env.PUSHER_KEY = "key";
process.env.PUSHER_SECRET = "secret";
process.env.PUSHER_HOST = inject("pusherHost");
process.env.LOG_LEVEL = "silent";

// Test files share their worker's modules: a kind that one of them has replaced would be another's surprise.
const { forgetTestKinds } = await import("@/server/channels/registry");
forgetTestKinds();
