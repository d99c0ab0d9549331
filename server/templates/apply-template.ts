import { AppError } from "@/lib/errors";
import { fillTemplate, templateText } from "@/lib/fill-template";
import type { MessageContent } from "@/lib/schemas/content";
import type { TemplateDefinition, TemplateStatus } from "@/lib/schemas/template";
import type { Scope } from "@/server/db/scope";

type Choice = NonNullable<MessageContent["template"]>;

interface Found {
  name: string;
  language: string;
  status: TemplateStatus;
  reason: string | null;
  definition: TemplateDefinition;
}

const NOT_SENDABLE: Record<Exclude<TemplateStatus, "approved">, string> = {
  pending: "This template has not been approved yet.",
  rejected: "This template was not approved.",
  paused: "The platform has paused this template.",
  disabled: "The platform has switched this template off.",
};

/**
 * What is written when a template is chosen: its text with the values filled in, and with the choice the template as it stands now, so
 * that the message keeps what it said. Whatever the caller says of the template besides its id and values is not believed. Throws invalid
 * `unknown-template`, `missing-values` (each blank named), `template-file`; conflict `template-not-approved`.
 */
export async function applyTemplate(
  scope: Scope,
  { channelId, files }: { channelId: string; files: { kind: string }[] },
  choice: Choice,
): Promise<{ text: string; template: Choice }> {
  const { name, language, status, reason, definition } = await access(scope, channelId, choice.id);
  if (status !== "approved") {
    const publicMessage = [NOT_SENDABLE[status], reason ? `(${reason})` : ""].filter(Boolean).join(" ");
    throw new AppError("conflict", `template is ${status}`, { reason: "template-not-approved", publicMessage, data: { status } });
  }
  const filled = fillTemplate(definition, choice.values);
  assertFilled(filled.missing);
  assertFile(definition, files);
  return { text: templateText(filled), template: { id: choice.id, name, language, values: choice.values, definition } };
}

async function access({ sql, tenantId }: Scope, channelId: string, templateId: string): Promise<Found> {
  const { rows } = await sql.query<Found>(
    `select t.name, t.language, t.status, t.reason, v.definition from message_templates t
       join message_template_versions v on v.tenant_id = t.tenant_id and v.template_id = t.id and v.version = t.version
      where t.tenant_id = $1 and t.id = $2 and t.channel_id = $3 and t.gone_at is null`,
    [tenantId, templateId, channelId],
  );
  if (rows[0]) return rows[0];
  const publicMessage = "This channel has no such template.";
  throw new AppError("invalid", "unknown template", {
    reason: "unknown-template",
    publicMessage,
    fields: [{ field: "content.template.id", message: publicMessage }],
  });
}

function assertFilled(missing: string[]): void {
  if (missing.length === 0) return;
  const fields = missing.map((key) => ({ field: `content.template.values.${key}`, message: "Fill this in." }));
  throw new AppError("invalid", "blanks left", { reason: "missing-values", publicMessage: `Fill in: ${missing.join(", ")}.`, fields });
}

/** A picture, film or document in the header is the message's one file. */
function assertFile({ header }: TemplateDefinition, files: { kind: string }[]): void {
  const wanted = header && header.kind !== "text" && header.kind !== "location" ? header.kind : null;
  if (wanted === null ? files.length === 0 : files.length === 1 && files[0]?.kind === wanted) return;
  const publicMessage = wanted === null ? "This template takes no file." : `This template wants one file in its header (${wanted}).`;
  throw new AppError("invalid", "template file", {
    reason: "template-file",
    publicMessage,
    fields: [{ field: "attachments", message: publicMessage }],
    data: { wanted },
  });
}
