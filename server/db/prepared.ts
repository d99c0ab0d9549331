import { createHash } from "node:crypto";
import type pg from "pg";
import type { Sql } from "./scope";

const names = new Map<string, string>();

/** The same text has the same name, in every process. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (!name) {
    name = createHash("sha256").update(text).digest("hex").slice(0, 32);
    names.set(text, name);
  }
  return name;
}

/**
 * Prepares every statement with parameters once per connection: the drain sends the same dozen all day, and planning them costs
 * more than running them. Only for direct connections; a pooler in transaction mode would lose the names.
 */
export function prepared(client: pg.PoolClient): Sql {
  return { query: (text, values) => (values ? client.query({ name: nameOf(text), text, values }) : client.query(text)) };
}
