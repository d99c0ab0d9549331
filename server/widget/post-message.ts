import * as z from "zod";
import { AppError } from "@/lib/errors";
import { messageContent } from "@/lib/schemas/content";
import { key, storable } from "@/lib/schemas/text";
import type { WidgetEntry, WidgetMessage, WidgetVisitor } from "@/server/channels/widget/payload";
import { inTenant } from "@/server/db/in-tenant";
import type { Scope } from "@/server/db/scope";
import { accessUploads } from "@/server/messages/access-uploads";
import type { Visitor } from "./find-visitor";
import { VISITOR } from "./start-session";
import { storeEntries } from "./store-entries";
import { visibleConversations } from "./visible-conversations";
import { type Claims, contactLocale } from "./visitor-input";

export const messageInput = z
  .object({
    /** Made by the browser once a message; the same again is the same message. */
    clientId: key(100),
    text: z.string().max(10_000).transform(storable).nullish(),
    /** Which button of which message was pressed; then `text` is its title. */
    press: z.object({ messageId: z.string().max(100), index: z.number().int().min(0).max(100) }).nullish(),
    uploadIds: z.array(z.string().max(100)).max(10).nullish(),
  })
  .refine((input) => input.text?.trim() || input.uploadIds?.length, { path: ["text"], message: "is empty, and there is no file" });
type MessageInput = z.output<typeof messageInput>;

/** Takes a visitor's message; `isNew` is false when this clientId was taken before. Throws not-found for a file that is not there (any more). */
export async function postMessage(visitor: Visitor, input: MessageInput): Promise<{ clientId: string; at: string; isNew: boolean }> {
  const { channel } = visitor;
  const { author, entry } = await inTenant(channel.tenantId, VISITOR, async (scope) => {
    // Marked before the message is stored: a sign-in that comes in between then knows that there is something to take along.
    const session = await markWritten(scope, visitor.sessionId);
    const postback = input.press ? await findPressed(scope, visitor, input.press) : undefined;
    const attachments = await readUploads(scope, input.uploadIds ?? []);
    const page = session.page_url ? { url: session.page_url, title: session.page_title ?? undefined } : undefined;
    const at = scope.now.toISOString();
    return {
      author: authorOf(session),
      entry: {
        type: "message",
        clientId: input.clientId,
        at,
        text: postback?.title ?? (input.text?.trim() || undefined),
        postback,
        attachments,
        page,
      } satisfies WidgetEntry,
    };
  });
  const [isNew] = await storeEntries(channel, author, [entry]);
  return { clientId: input.clientId, at: entry.at, isNew: isNew ?? false };
}

/** What the button says and stands for is read from our own message: a stranger's page may claim anything. Undefined where there is none. */
async function findPressed(scope: Scope, visitor: Visitor, press: NonNullable<MessageInput["press"]>): Promise<WidgetMessage["postback"]> {
  const conversations = await visibleConversations(scope, visitor);
  const { rows } = await scope.sql.query<{ payload: unknown }>(
    `select payload from messages where tenant_id = $1 and id::text = $2 and kind = 'outbound' and channel_id = $3 and deleted_at is null
        and conversation_id = any($4::uuid[])`,
    [scope.tenantId, press.messageId, visitor.channel.id, conversations.map(({ id }) => id)],
  );
  const button = messageContent.safeParse(rows[0]?.payload ?? {}).data?.buttons?.[press.index];
  return button?.type === "reply" ? { title: button.title, payload: button.value ?? button.title } : undefined;
}

interface SessionRow {
  visitor_id: string;
  signed_id: string | null;
  claims: Claims;
  page_url: string | null;
  page_title: string | null;
  locale: string | null;
}

async function markWritten(scope: Scope, sessionId: string): Promise<SessionRow> {
  const { rows } = await scope.sql.query<SessionRow>(
    `update widget_sessions set wrote_at = coalesce(wrote_at, $3), last_seen_at = $3 where tenant_id = $1 and id = $2
     returning visitor_id, signed_id, claims, page_url, page_title, locale`,
    [scope.tenantId, sessionId, scope.now],
  );
  const row = rows[0];
  if (!row) throw new AppError("unauthenticated", "widget session gone", { reason: "session-expired", publicMessage: "Start a new session." });
  return row;
}

function authorOf({ visitor_id, signed_id, claims, locale }: SessionRow): WidgetVisitor {
  const { name, email, phone } = claims;
  return { thread: visitor_id, value: signed_id ?? visitor_id, isVerified: signed_id !== null, name, email, phone, locale: contactLocale(locale ?? undefined) };
}

async function readUploads(scope: Scope, uploadIds: string[]) {
  const uploads = await accessUploads(
    scope,
    uploadIds.map((uploadId) => ({ uploadId })),
  );
  return uploads.map(({ id: uploadId, kind, name, mimeType, sizeBytes, width, height }) => {
    return { uploadId, kind, name, mimeType, sizeBytes, width: width ?? undefined, height: height ?? undefined };
  });
}
