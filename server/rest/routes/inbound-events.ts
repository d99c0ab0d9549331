import * as z from "zod";
import { listInboundEvents } from "@/server/intake/list-inbound-events";
import { requestReplay } from "@/server/intake/request-replay";
import { defineRoute, reply } from "../route";
import { inboundEventOut, listOf, page } from "../schemas";

export const inboundEventRoutes = [
  defineRoute({
    method: "GET",
    path: "/channels/{id}/inbound-events",
    permission: "operations.read",
    tag: "Operations",
    summary: "What came in raw, and what became of it, the newest first",
    query: page,
    responses: { 200: listOf(inboundEventOut) },
    async run(scope, { params, query }) {
      const { items, nextCursor } = await listInboundEvents(scope, { channelId: params.id ?? "", ...query });
      return { data: items, nextCursor };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/channels/{id}/inbound-events/{eventId}/replay",
    permission: "operations.replay",
    tag: "Operations",
    summary: "Take a raw event up again with today's reading of it",
    responses: { 202: z.object({ eventId: z.string(), state: z.literal("waiting") }) },
    async run(scope, { params }) {
      await requestReplay(scope, { channelId: params.id ?? "", eventId: params.eventId ?? "" });
      return reply(202, { eventId: params.eventId, state: "waiting" });
    },
  }),
];
