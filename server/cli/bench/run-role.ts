import type { Role } from "./role";

/** What a role gives to be driven: said once ready, then asked for rounds. */
export interface Part {
  ready: unknown;
  go?(options: never): Promise<unknown>;
}

const PARTS: Record<Role, (options: never) => Promise<Part>> = {
  "bare-server": async (options) => (await import("./bare-server")).bareServer(options),
  "ingest-server": async (options) => (await import("./ingest-server")).ingestServer(options),
  "http-load": async (options) => (await import("./http-load")).httpLoad(options),
  "insert-load": async (options) => (await import("./insert-load")).insertLoad(options),
  drain: async () => (await import("./drain")).drain(),
  flood: async (options) => (await import("./flood")).flood(options),
};

/** Runs one role of a benchmark until the parent stops it. */
export async function runRole(role: string, options: string): Promise<never> {
  const start = PARTS[role as Role];
  if (!start || !process.send) throw new Error("bench-role is for `parley bench` itself");
  const part = await start(JSON.parse(options) as never);
  process.on("message", (message: { go?: unknown }) => {
    void part.go?.(message.go as never).then((done) => process.send?.({ done }));
  });
  process.on("disconnect", () => process.exit(0));
  process.send({ ready: part.ready ?? true });
  return new Promise(() => {});
}
