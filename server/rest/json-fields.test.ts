import { expect, test } from "vitest";
import * as z from "zod";
import { fieldsOf, type JsonSchema } from "./json-fields";

test("a schema becomes lines that name every field, its type and what it may be", () => {
  const schema = z.object({
    status: z.enum(["open", "resolved"]),
    limit: z.number().int().min(1).max(200).default(50),
    contact: z.object({ name: z.string().max(9).nullable() }).nullable(),
    tags: z.array(z.string()).optional(),
    attachments: z.array(z.object({ url: z.string().meta({ description: "A link." }) })),
  });
  expect(fieldsOf(z.toJSONSchema(schema, { io: "input" }) as JsonSchema)).toEqual([
    { name: "status", type: "open | resolved", isRequired: true, description: "" },
    { name: "limit", type: "integer", isRequired: false, description: "Default 50. 1 to 200." },
    { name: "contact", type: "object or null", isRequired: true, description: "" },
    { name: "contact.name", type: "string or null", isRequired: true, description: "" },
    { name: "tags", type: "string[]", isRequired: false, description: "" },
    { name: "attachments", type: "object[]", isRequired: true, description: "" },
    { name: "attachments[].url", type: "string", isRequired: true, description: "A link." },
  ]);
});
