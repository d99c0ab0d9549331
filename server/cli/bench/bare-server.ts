import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { jobsPool } from "@/server/db/client";
import type { Part } from "./run-role";

/** The measure: node:http and nothing else, one INSERT and one commit a request. */
export async function bareServer(_options: object): Promise<Part> {
  await jobsPool().query("create table if not exists jobs.bench_rows (id bigint generated always as identity primary key, body text not null)");
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      jobsPool()
        .query({ name: "bench-insert", text: "insert into jobs.bench_rows (body) values ($1)", values: [Buffer.concat(chunks).toString()] })
        .then(
          () => response.end("ok"),
          () => response.destroy(),
        );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { ready: { port: (server.address() as AddressInfo).port } };
}
