import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { listAdapters } from "@/server/channels/registry";

export interface Sample {
  kind: string;
  name: string;
  bytes: Buffer;
}

/** What the platforms send, as the channels' own fixtures have it: every body that comes in, of every kind. */
export function inboundSamples(): Sample[] {
  return listAdapters().flatMap(({ kind }) => {
    const folder = path.resolve("server/channels", kind, "fixtures");
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith("in-") || name.endsWith(".eml")) : [];
    return names.map((name) => ({ kind, name, bytes: readFileSync(path.join(folder, name)) }));
  });
}
