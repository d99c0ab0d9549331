import * as z from "zod";
import type { ContactView } from "@/lib/schemas/contact";
import type { Page } from "@/lib/schemas/page";
import { decodeCursor, encodeCursor } from "@/server/db/cursor";
import { micros, microsSql } from "@/server/db/micros";
import type { Scope } from "@/server/db/scope";
import { visibleContacts } from "./access-contact";
import { CONTACT_COLUMNS, type ContactDbRow, contactView } from "./contact-view";

export interface ListContactsInput {
  q?: string;
  /** Normalised, exact. */
  email?: string;
  phone?: string;
  /** Value of one of the contact's identities, exact. */
  identity?: string;
  limit: number;
  cursor?: string | null;
}

const cursorShape = z.tuple([micros, z.uuid()]);

/**
 * Contacts, newest first; merged ones appear as the contact they were merged into, not themselves.
 * Index: contacts (tenant_id, created_at desc, id); by address contacts (tenant_id, email) and (tenant_id, phone).
 */
export async function listContacts(scope: Scope, input: ListContactsInput): Promise<Page<ContactView>> {
  const values: unknown[] = [scope.tenantId, input.limit + 1];
  const conditions = ["ct.merged_into_id is null", visibleContacts(scope, values), ...filters(input, values)];
  if (input.cursor) {
    const [at, id] = decodeCursor(input.cursor, cursorShape);
    const after = `$${values.push(at)}::timestamptz`;
    conditions.push(`ct.created_at <= ${after} and (ct.created_at < ${after} or ct.id > $${values.push(id)}::uuid)`);
  }
  const { rows } = await scope.sql.query<ContactDbRow & { at: string }>(
    `select ${CONTACT_COLUMNS}, ${microsSql("ct.created_at")} as at from contacts ct
      where ct.tenant_id = $1 and ${conditions.join(" and ")} order by ct.created_at desc, ct.id limit $2`,
    values,
  );
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return { items: page.map(contactView), nextCursor: rows.length > input.limit && last ? encodeCursor([last.at, last.id]) : null };
}

function filters(input: ListContactsInput, values: unknown[]): string[] {
  const conditions: string[] = [];
  if (input.email !== undefined) conditions.push(`ct.email = $${values.push(input.email)}`);
  if (input.phone !== undefined) conditions.push(`ct.phone = $${values.push(input.phone)}`);
  if (input.identity !== undefined)
    conditions.push(
      `exists (select from identities i where i.tenant_id = ct.tenant_id and i.contact_id = ct.id and i.value = $${values.push(input.identity)})`,
    );
  if (input.q !== undefined) {
    const like = `$${values.push(`%${input.q.replace(/[\\%_]/g, "\\$&")}%`)}`;
    conditions.push(`(ct.name ilike ${like} or ct.email ilike ${like} or ct.phone ilike ${like})`);
  }
  return conditions;
}
