import { type Field, fieldsOf, type JsonSchema } from "./json-fields";
import { openApi } from "./openapi";

export interface Operation {
  id: string;
  method: string;
  path: string;
  summary: string;
  /** The scope it needs; empty where none is. */
  description: string;
  parameters: Field[];
  body: Field[];
  answers: { status: string; fields: Field[] }[];
}

export interface Reference {
  title: string;
  version: string;
  groups: { name: string; operations: Operation[] }[];
  problem: Field[];
}

interface Described {
  operationId?: string;
  tags: string[];
  summary: string;
  description?: string;
  parameters?: { name: string; required: boolean; schema: JsonSchema; description?: string }[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, { content?: Record<string, { schema: JsonSchema }> }>;
}

interface Document {
  info: { title: string; version: string };
  paths: Record<string, Record<string, Described>>;
  components: { schemas: { Problem: JsonSchema } };
}

/** The OpenAPI document as a person reads it: groups of calls with tables of fields. */
export function apiReference(): Reference {
  const document = openApi() as unknown as Document;
  const groups = new Map<string, Operation[]>();
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, described] of Object.entries(methods)) {
      const name = described.tags[0] ?? "";
      groups.set(name, [...(groups.get(name) ?? []), operation(described, { method: method.toUpperCase(), path })]);
    }
  return {
    ...document.info,
    groups: [...groups].map(([name, operations]) => ({ name, operations })),
    problem: fieldsOf(document.components.schemas.Problem),
  };
}

function operation(described: Described, at: { method: string; path: string }): Operation {
  const answers = Object.entries(described.responses).filter(([status]) => status.startsWith("2"));
  return {
    ...at,
    id: described.operationId ?? at.path.slice(1),
    summary: described.summary,
    description: described.description ?? "",
    parameters: (described.parameters ?? []).flatMap((parameter) =>
      fieldsOf({
        properties: { [parameter.name]: { description: parameter.description, ...parameter.schema } },
        required: parameter.required ? [parameter.name] : [],
      }),
    ),
    body: contentFields(described.requestBody?.content),
    answers: answers.map(([status, { content }]) => ({ status, fields: contentFields(content) })),
  };
}

function contentFields(content: Record<string, { schema: JsonSchema }> | undefined): Field[] {
  const [first] = Object.values(content ?? {});
  return first ? fieldsOf(first.schema) : [];
}
