import { AppError } from "@/lib/errors";
import { parseMarkdown } from "@/lib/rich-text/parse";
import { renderMessage } from "@/lib/rich-text/render-message";
import { toPlain } from "@/lib/rich-text/to-plain";
import type { MessageView } from "@/lib/schemas/message";
import type { Actor } from "@/server/access/actor";
import { adapterOf } from "@/server/channels/registry";
import type { Scope } from "@/server/db/scope";
import { accessMessage } from "./access-message";
import type { MessageTarget } from "./act-target";
import { callActOrRefuse } from "./call-act";
import { accessSent, recordChange } from "./change-sent";
import { messageAuthor } from "./message-author";
import { previewOf } from "./preview";

export interface ActDoor {
  tenantId: string;
  actor: Actor;
  inTenant<T>(fn: (scope: Scope) => Promise<T>): Promise<T>;
}

/**
 * Changes the words of a message that its author has sent. The platform is asked first, between two transactions; what is shown here
 * changes when it has agreed. Throws not-found, forbidden (somebody else's words), invalid for what one message cannot carry, conflict
 * `not-supported`, `not-sent`, `sent-in-parts`, `refused-by-platform`, unavailable `platform-away`.
 */
export async function editMessage(door: ActDoor, { messageId, text }: { messageId: string; text: string }): Promise<MessageView> {
  const { target, externalId } = await door.inTenant(async (scope) => {
    const sent = await accessSent(scope, messageId, "edit");
    assertIsAuthor(sent, door.actor);
    assertFits(sent, text);
    return { target: sent, externalId: onlyIdOf(sent) };
  });
  await callActOrRefuse(door.tenantId, target, { type: "edit", externalId, text, payload: target.payload });
  return door.inTenant(async (scope) => {
    await scope.sql.query("update messages set text = $3, html = null, edited_at = $4 where tenant_id = $1 and id = $2 and deleted_at is null", [
      ...[scope.tenantId, messageId, text, scope.now],
    ]);
    await recordChange(scope, target, { type: "message.updated", preview: previewOf(plainOf(target, text)) });
    return accessMessage(scope, messageId);
  });
}

const plainOf = ({ payload }: MessageTarget, text: string) => (payload?.format === "markdown" ? toPlain(parseMarkdown(text)) : text);

function assertIsAuthor({ authorType, authorId }: MessageTarget, actor: Actor): void {
  const me = messageAuthor(actor);
  if (me.type === authorType && me.id === authorId) return;
  throw new AppError("forbidden", "not the author", { reason: "not-author", publicMessage: "Only who wrote a message can change it." });
}

function assertFits({ channel, payload }: MessageTarget, text: string): void {
  const { title, capabilities } = adapterOf(channel.kind);
  if (renderMessage({ text, payload }, capabilities).texts.length === 1) return;
  const message = text.trim() === "" ? "Write something." : `This is too long for one message of ${title}.`;
  throw new AppError("invalid", "edited text does not fit", { reason: "text-too-long", publicMessage: message, fields: [{ field: "text", message }] });
}

function onlyIdOf({ externalIds: [externalId, ...more] }: MessageTarget): string {
  if (externalId && more.length === 0) return externalId;
  const publicMessage = "This message went out as several; they can no longer be changed as one.";
  throw new AppError("conflict", "sent in parts", { reason: "sent-in-parts", publicMessage });
}
