import * as z from "zod";
import type { FullTenant } from "./full-tenant";

interface JsonSchema {
  type?: string | string[];
  format?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  minimum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  $ref?: string;
}

/** Field names that do not say their table. */
const TABLES: Record<string, string> = {
  assigneeId: "agents",
  attemptId: "connection_attempts",
  replyToId: "messages",
  uploadId: "uploads",
  sessionId: "widget_sessions",
  keyId: "api_keys",
};

/** The tenant's id that a field of this name means; `home` is the table that a bare `id` means. */
export function idFor(tenant: FullTenant, field: string, home: string): string {
  if (field === "tenantId") return tenant.tenantId;
  const table = TABLES[field] ?? (field === "id" || field === "ids" ? home : `${field.replace(/Ids?$/, "")}s`.replace(/ys$/, "ies"));
  return tenant.ids.get(table) ?? tenant.ids.get(home) ?? tenant.tenantId;
}

/** An input that fits a zod schema and names the tenant's own rows wherever an id may stand. */
export function sampleInput(schema: z.ZodType, tenant: FullTenant, home: string): unknown {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  return sample(json, { tenant, home, field: "" });
}

interface Place {
  tenant: FullTenant;
  home: string;
  field: string;
}

function sample(schema: JsonSchema, place: Place): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return sample(options.find((option) => option.type !== "null") ?? {}, place);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => sample(part, place)));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case "object":
      return sampleObject(schema, place);
    case "array":
      return [sample(schema.items ?? {}, place)];
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 0, (schema.exclusiveMinimum ?? 0) + 1);
    case "boolean":
      return false;
    case "string":
      return sampleString(schema, place);
    default:
      return undefined;
  }
}

/** Required fields, and every optional one that names an id: a filter on another tenant's row is an attempt too. */
function sampleObject(schema: JsonSchema, place: Place): Record<string, unknown> {
  const entries = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name) || /Ids?$|^ids?$/.test(name));
  return Object.fromEntries(entries.map(([name, property]) => [name, sample(property, { ...place, field: name })]));
}

function sampleString(schema: JsonSchema, { tenant, home, field }: Place): string {
  if (schema.format === "uuid" || /Ids?$|^ids?$/.test(field)) return idFor(tenant, field, home);
  if (/slug/i.test(field)) return tenant.slug;
  if (schema.format === "email") return "somebody@example.test";
  if (schema.format === "date-time") return new Date(Date.now() + 3_600_000).toISOString();
  return "sample text";
}
