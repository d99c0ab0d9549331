import * as z from "zod";
import { line } from "@/lib/schemas/text";
import { accessChannel } from "@/server/connections/access-channel";
import { createChannel } from "@/server/connections/create-channel";
import { disconnectChannel } from "@/server/connections/disconnect-channel";
import { channelView, listChannels } from "@/server/connections/list-channels";
import { updateChannel, updateChannelInput } from "@/server/connections/update-channel";
import { defineRoute, reply } from "../route";
import { channelOut, createdChannelOut, listOf } from "../schemas";

export const channelRoutes = [
  defineRoute({
    method: "GET",
    path: "/channels",
    permission: "channels.read",
    tag: "Channels",
    summary: "All connected channels",
    responses: { 200: listOf(channelOut) },
    run: async (scope) => ({ data: await listChannels(scope), nextCursor: null }),
  }),
  defineRoute({
    method: "POST",
    path: "/channels",
    permission: "channels.manage",
    tag: "Channels",
    summary: "Connect a channel with credentials that the caller has; the platform is not called",
    body: z.strictObject({ kind: line(40), name: line(200), credentials: z.record(z.string(), z.unknown()).default({}) }),
    responses: { 201: createdChannelOut },
    async run(scope, { body }) {
      const { channelId, identitySecret } = await createChannel(scope, body);
      return reply(201, { ...channelView(await accessChannel(scope, channelId)), identitySecret });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/channels/{id}",
    permission: "channels.read",
    tag: "Channels",
    summary: "One channel",
    responses: { 200: channelOut },
    run: async (scope, { params }) => channelView(await accessChannel(scope, params.id ?? "")),
  }),
  defineRoute({
    method: "PATCH",
    path: "/channels/{id}",
    permission: "channels.manage",
    tag: "Channels",
    summary: "Rename a channel or change its settings",
    body: updateChannelInput,
    responses: { 200: channelOut },
    run: (scope, { params, body }) => updateChannel(scope, params.id ?? "", body),
  }),
  defineRoute({
    method: "DELETE",
    path: "/channels/{id}",
    permission: "channels.manage",
    tag: "Channels",
    summary: "Disconnect a channel; its conversations stay, and connecting it again binds it anew",
    responses: { 204: null },
    async run(scope, { params }) {
      await disconnectChannel(scope, params.id ?? "");
      return reply(204);
    },
  }),
];
