import * as z from "zod";
import { messageView } from "@/lib/schemas/message";
import { instant, line } from "@/lib/schemas/text";
import { messagesByIds } from "@/server/messages/list-messages";
import { reportDelivery } from "@/server/messages/report-delivery";
import { inboundChange, inboundMessage, takeInbound } from "../inbound";
import { defineRoute, reply } from "../route";
import { inboundAccepted } from "../schemas";

export const inboundRoutes = [
  defineRoute({
    method: "POST",
    path: "/channels/{id}/inbound",
    permission: "conversations.reply",
    tag: "Custom channel",
    summary: "A message from the other side. 201 once it is stored; the same externalId again is 200 and changes nothing",
    body: inboundMessage,
    responses: { 201: inboundAccepted, 200: inboundAccepted },
    async serve(context, { params, body }) {
      const isNew = await takeInbound(context, { channelId: params.id ?? "", body });
      return reply(isNew ? 201 : 200, { externalId: body.externalId, duplicate: !isNew });
    },
  }),
  defineRoute({
    method: "PATCH",
    path: "/channels/{id}/inbound/{externalId}",
    permission: "conversations.reply",
    tag: "Custom channel",
    summary: "The other side changed a message",
    body: inboundChange,
    responses: { 200: inboundAccepted },
    async serve(context, { params, body }) {
      const isNew = await takeInbound(context, { channelId: params.id ?? "", body });
      return { externalId: params.externalId, duplicate: !isNew };
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/channels/{id}/inbound/{externalId}",
    permission: "conversations.reply",
    tag: "Custom channel",
    summary: "The other side took a message back",
    responses: { 200: inboundAccepted },
    async serve(context, { params }) {
      const isNew = await takeInbound(context, { channelId: params.id ?? "", body: null });
      return { externalId: params.externalId, duplicate: !isNew };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/channels/{id}/messages/{messageId}/status",
    permission: "conversations.reply",
    tag: "Custom channel",
    summary: "What became of a message that the other side took over",
    body: z.strictObject({ status: z.enum(["sent", "delivered", "read", "failed"]), reason: line(500).optional(), at: instant.optional() }),
    responses: { 200: messageView },
    async run(scope, { params, body }) {
      const messageId = params.messageId ?? "";
      await reportDelivery(scope, {
        channelId: params.id ?? "",
        messageId,
        status: body.status,
        reason: body.reason,
        at: body.at ? new Date(body.at) : undefined,
      });
      return (await messagesByIds(scope, [messageId]))[0];
    },
  }),
];
