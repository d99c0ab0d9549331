import * as z from "zod";
import { listTemplatesInput, templateView } from "@/lib/schemas/template";
import { listTemplates } from "@/server/templates/list-templates";
import { syncTemplates } from "@/server/templates/sync-templates";
import { defineRoute } from "../route";
import { listOf } from "../schemas";

export const templateRoutes = [
  defineRoute({
    method: "GET",
    path: "/channels/{id}/templates",
    permission: "channels.read",
    tag: "Channels",
    summary: "A channel's templates; one is sent as a message's `content.template` with its id and values",
    query: listTemplatesInput.omit({ channelId: true }),
    responses: { 200: listOf(templateView) },
    async run(scope, { params, query }) {
      const { templates } = await listTemplates(scope, { ...query, channelId: params.id ?? "" });
      return { data: templates, nextCursor: null };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/channels/{id}/templates/sync",
    permission: "conversations.reply",
    tag: "Channels",
    summary: "Fetch a channel's templates from its platform now; otherwise that happens every hour and when the platform tells of a change",
    responses: { 200: z.object({ count: z.number().int() }) },
    serve: (context, { params }) => syncTemplates(context, params.id ?? ""),
  }),
];
