import * as z from "zod";
import {
  conversationDetailView,
  conversationPriority,
  conversationStatus,
  conversationView,
  SORTS,
  startConversationInput,
  tags,
} from "@/lib/schemas/conversation";
import { id, instant, line } from "@/lib/schemas/text";
import { conversationRows, conversationView as toView } from "@/server/conversations/conversation-view";
import { getConversation } from "@/server/conversations/get-conversation";
import { listConversations } from "@/server/conversations/list-conversations";
import { listTags } from "@/server/conversations/list-tags";
import { startConversation } from "@/server/conversations/start-conversation";
import { updateConversation } from "@/server/conversations/update-conversation";
import { sendReply } from "@/server/messages/send-reply";
import { defineRoute, reply } from "../route";
import { listOf, page } from "../schemas";
import { newMessage, replyInput } from "./new-message";

const filter = page.extend({
  status: conversationStatus.optional(),
  channelId: id.optional(),
  contactId: id.optional(),
  assigneeId: id.optional().meta({ description: "An agent's id; `none` for those nobody has." }),
  teamId: id.optional(),
  tag: line(60).optional(),
  q: line(200).optional(),
  sort: z.enum(SORTS).default("newest"),
});

const change = z.strictObject({
  status: conversationStatus.optional(),
  snoozedUntil: instant.nullable().optional(),
  priority: conversationPriority.optional(),
  assigneeId: id.nullable().optional(),
  teamId: id.nullable().optional(),
  tags: tags.optional(),
});

export const conversationRoutes = [
  defineRoute({
    method: "GET",
    path: "/conversations",
    permission: "conversations.read",
    tag: "Conversations",
    summary: "List conversations, the newest activity first",
    query: filter,
    responses: { 200: listOf(conversationView) },
    async run(scope, { query: { status, sort, limit, cursor, assigneeId, ...others } }) {
      const isFree = assigneeId === "none";
      const found = await listConversations(scope, {
        ...{ view: isFree ? "unassigned" : "all", status, sort, limit, cursor },
        filter: isFree ? others : { ...others, assigneeId },
      });
      return { data: found.items.map(toView), nextCursor: found.nextCursor };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/conversations",
    permission: "conversations.reply",
    tag: "Conversations",
    summary: "Begin a conversation; with `message` its first message is sent. 200 when the contact's thread has an open one already",
    body: startConversationInput.extend({ message: newMessage.optional() }),
    responses: { 201: conversationView, 200: conversationView },
    async run(scope, { body: { message, ...start } }) {
      const { conversation, isNew } = await startConversation(scope, start);
      if (message) await sendReply(scope, replyInput(conversation.id, message));
      const [row = conversation] = message ? await conversationRows(scope, [conversation.id]) : [];
      return reply(isNew ? 201 : 200, toView(row));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/conversations/{id}",
    permission: "conversations.read",
    tag: "Conversations",
    summary: "One conversation",
    responses: { 200: conversationDetailView },
    run: async (scope, { params }) => {
      const { replyChannel: _channel, isBlocked: _blocked, windowClosesAt, windows, refusal, ...row } = await getConversation(scope, params.id ?? "");
      return { ...toView(row), windowClosesAt, windows, refusal };
    },
  }),
  defineRoute({
    method: "PATCH",
    path: "/conversations/{id}",
    permission: "conversations.update",
    tag: "Conversations",
    summary: "Change status, priority, owner or tags; with If-Match only if nobody was faster",
    body: change,
    responses: { 200: conversationView },
    run: async (scope, { params, body, expectedVersion }) => toView(await updateConversation(scope, { id: params.id ?? "", expectedVersion, ...body })),
  }),
  defineRoute({
    method: "GET",
    path: "/tags",
    permission: "conversations.read",
    tag: "Conversations",
    summary: "The tags in use",
    responses: { 200: listOf(z.object({ name: z.string() })) },
    run: async (scope) => ({ data: (await listTags(scope)).map((name) => ({ name })), nextCursor: null }),
  }),
];
