/** A JSON Schema, as far as the reference page reads it. */
export interface JsonSchema {
  type?: string | string[];
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  maximum?: number;
  minimum?: number;
  maxLength?: number;
  default?: unknown;
  additionalProperties?: boolean | JsonSchema;
}

/** One line of a table of fields. */
export interface Field {
  /** Dotted path; `[]` for the items of a list. */
  name: string;
  type: string;
  isRequired: boolean;
  description: string;
}

const MAX_DEPTH = 3;

/** A schema's fields as lines, nested ones with their path. */
export function fieldsOf(schema: JsonSchema, prefix = "", depth = 0): Field[] {
  const inner = unwrap(schema);
  if (inner.items) return fieldsOf(inner.items, `${prefix}[]`, depth);
  if (!inner.properties || depth >= MAX_DEPTH) return [];
  const required = new Set(inner.required);
  return Object.entries(inner.properties).flatMap(([key, field]) => {
    const name = prefix ? `${prefix}.${key}` : key;
    const line = { name, type: typeName(field), isRequired: required.has(key) && field.default === undefined, description: describe(field) };
    return [line, ...fieldsOf(field, name, depth + 1)];
  });
}

/** What a schema takes, in words: `open | pending`, `string[]`, `integer or null`. */
export function typeName(schema: JsonSchema): string {
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum) return schema.enum.map(String).join(" | ");
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeName))].join(" or ");
  if (schema.items) return `${typeName(schema.items)}[]`;
  const type = [schema.type ?? "any"].flat().join(" or ");
  return schema.format === "date-time" ? "instant" : type;
}

function describe(schema: JsonSchema): string {
  const facts = [schema.description, schema.default === undefined || typeof schema.default === "object" ? null : `Default ${String(schema.default)}.`];
  if (schema.maxLength) facts.push(`At most ${schema.maxLength} characters.`);
  if (schema.minimum !== undefined && schema.maximum !== undefined && schema.maximum < Number.MAX_SAFE_INTEGER)
    facts.push(`${schema.minimum} to ${schema.maximum}.`);
  return facts.filter(Boolean).join(" ");
}

/** The part of "this or null" that has fields. */
function unwrap(schema: JsonSchema): JsonSchema {
  return schema.anyOf?.find((option) => option.properties ?? option.items) ?? schema;
}
