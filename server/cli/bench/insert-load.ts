import pg from "pg";
import { required } from "@/lib/env";
import type { Part } from "./run-role";

/** The ceiling: one row of a message's size an INSERT, each its own commit, on the given number of connections. */
export async function insertLoad({ connections }: { connections: number }): Promise<Part> {
  const clients = await Promise.all(Array.from({ length: connections }, openClient));
  await clients[0]?.query("create table if not exists jobs.bench_rows (id bigint generated always as identity primary key, body text not null)");
  const body = "x".repeat(400);
  const go = async ({ seconds }: { seconds: number }) => {
    const until = performance.now() + seconds * 1_000;
    let rows = 0;
    const one = async (client: pg.Client) => {
      while (performance.now() < until) {
        await client.query({ name: "bench-insert", text: "insert into jobs.bench_rows (body) values ($1)", values: [body] });
        rows += 1;
      }
    };
    await Promise.all(clients.map(one));
    return { perSecond: Math.round(rows / seconds) };
  };
  return { ready: true, go };
}

async function openClient(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: required("DATABASE_MIGRATION_URL"), options: "-c role=parley_jobs" });
  await client.connect();
  return client;
}
