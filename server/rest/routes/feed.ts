import * as z from "zod";
import { realtimeConfig } from "@/server/realtime/pusher";
import { topics } from "@/server/realtime/topics";
import { waitForEvents } from "@/server/realtime/wait-for-events";
import { defineRoute } from "../route";
import { feedEventOut } from "../schemas";

const MAX_WAIT_SECONDS = 30;

export const feedRoutes = [
  defineRoute({
    method: "GET",
    path: "/events",
    permission: "conversations.read",
    tag: "Feed",
    summary: "The change feed, in order and without gaps; waits up to `wait` seconds (at most 30) for a first event",
    query: z.object({
      after: z.coerce
        .number()
        .int()
        .min(0)
        .max(Number.MAX_SAFE_INTEGER)
        .optional()
        .meta({ description: "nextCursor of the page before; 0 from the first; left out: from now." }),
      wait: z.coerce
        .number()
        .min(0)
        .overwrite((seconds) => Math.min(seconds, MAX_WAIT_SECONDS))
        .default(0),
      limit: z.coerce.number().int().min(1).max(1_000).default(200),
    }),
    responses: { 200: z.object({ data: z.array(feedEventOut), nextCursor: z.string() }) },
    async serve({ tenantId, actor, request }, { query }) {
      const { after, wait, limit } = query;
      const { events, cursor } = await waitForEvents({ tenantId, actor, after: after ?? null, limit, waitMs: wait * 1000, signal: request.signal });
      return { data: events, nextCursor: String(cursor) };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/realtime",
    permission: "conversations.read",
    tag: "Feed",
    summary: "What a Pusher client needs",
    responses: {
      200: z.object({
        key: z.string(),
        host: z.string().nullable(),
        port: z.number().int(),
        tls: z.boolean(),
        cluster: z.string(),
        authEndpoint: z.string(),
        topics: z.object({ tenant: z.string() }),
      }),
    },
    serve: async ({ tenantId }) => ({ ...realtimeConfig(), topics: { tenant: topics.tenant(tenantId) } }),
  }),
];
