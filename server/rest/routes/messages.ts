import * as z from "zod";
import { publicUrl } from "@/lib/env";
import { MAX_TEXT, type MessageView, messageView } from "@/lib/schemas/message";
import { line, prose } from "@/lib/schemas/text";
import { decodeCursor, encodeCursor } from "@/server/db/cursor";
import { editMessage } from "@/server/messages/edit-message";
import { listMessages } from "@/server/messages/list-messages";
import { react } from "@/server/messages/react";
import { sendReply } from "@/server/messages/send-reply";
import { unsendMessage } from "@/server/messages/unsend-message";
import { defineRoute, reply } from "../route";
import { listOf, numberCursor, page } from "../schemas";
import { newMessage, replyInput } from "./new-message";

const range = page.extend({ after: z.coerce.number().int().min(0).optional().meta({ description: "Messages with a greater seq." }) });

/** Links a caller can follow from anywhere. */
function absolute(message: MessageView): MessageView {
  const href = (url: string | null) => url && new URL(url, publicUrl()).href;
  const attachments = message.attachments.map(({ url, previewUrl, playableUrl, ...facts }) => {
    return { ...facts, url: href(url), previewUrl: href(previewUrl), playableUrl: href(playableUrl) };
  });
  return { ...message, attachments };
}

export const messageRoutes = [
  defineRoute({
    method: "GET",
    path: "/conversations/{id}/messages",
    permission: "conversations.read",
    tag: "Messages",
    summary: "A conversation's messages in order of sequence, by `after` or `cursor`",
    query: range,
    responses: { 200: listOf(messageView) },
    async run(scope, { params, query }) {
      const after = query.cursor ? decodeCursor(query.cursor, numberCursor)[0] : (query.after ?? 0);
      const { items, hasMore } = await listMessages(scope, { conversationId: params.id ?? "", after, limit: query.limit });
      const last = items.at(-1);
      return { data: items.map(absolute), nextCursor: hasMore && last ? encodeCursor([last.seq]) : null };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/conversations/{id}/messages",
    permission: "conversations.reply",
    tag: "Messages",
    summary: "Send a reply, or write a note that only the team sees",
    body: newMessage,
    responses: { 201: messageView },
    run: async (scope, { params, body }) => reply(201, absolute(await sendReply(scope, replyInput(params.id ?? "", body)))),
  }),
  defineRoute({
    method: "PATCH",
    path: "/messages/{messageId}",
    permission: "conversations.reply",
    tag: "Messages",
    summary: "Change a message that this key has sent, where the channel can (capabilities.edit); answered when the platform has agreed",
    body: z.strictObject({ text: prose(MAX_TEXT) }),
    responses: { 200: messageView },
    serve: async (context, { params, body }) => absolute(await editMessage(context, { messageId: params.messageId ?? "", text: body.text })),
  }),
  defineRoute({
    method: "DELETE",
    path: "/messages/{messageId}",
    permission: "conversations.reply",
    tag: "Messages",
    summary: "Take back a message that the customer has, where the channel can (capabilities.unsend); answered when the platform has agreed",
    responses: { 200: messageView },
    serve: async (context, { params }) => absolute(await unsendMessage(context, params.messageId ?? "")),
  }),
  defineRoute({
    method: "POST",
    path: "/messages/{messageId}/reactions",
    permission: "conversations.reply",
    tag: "Messages",
    summary: "Give a message an emoji, or take it back, where the channel can (capabilities.reactions); our side has one at a time",
    body: z.strictObject({ emoji: line(32).min(1), action: z.enum(["add", "remove"]).default("add") }),
    responses: { 200: messageView },
    run: async (scope, { params, body }) => absolute(await react(scope, { messageId: params.messageId ?? "", ...body })),
  }),
];
