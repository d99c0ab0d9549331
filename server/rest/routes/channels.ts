import * as z from "zod";
import { line } from "@/lib/schemas/text";
import { accessChannel } from "@/server/connections/access-channel";
import { connectWithToken } from "@/server/connections/connect-with-token";
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
    summary: "Connect a channel with credentials that the caller has; the platform is called only with `verify`",
    body: z.strictObject({
      kind: line(40),
      name: line(200),
      credentials: z.record(z.string(), z.unknown()).default({}),
      method: line(40).min(1).optional().meta({ description: "Which of the kind's ways these credentials belong to, where it has several." }),
      verify: z.boolean().default(false).meta({
        description:
          "Ask the platform whose credentials these are before anything is stored, and tell it where to call afterwards. An account that is connected here gets the new credentials.",
      }),
      accountId: line(200).min(1).optional().meta({
        description:
          "With `verify`: which account, where the credentials open several. Left out then, the answer is 409 `several-accounts` and names them in `data.accounts`.",
      }),
    }),
    responses: { 201: createdChannelOut },
    async serve(context, { body: { verify, accountId, ...given } }) {
      const made = verify ? await connectWithToken(context, { ...given, accountId }) : await context.inTenant((scope) => createChannel(scope, given));
      const channel = await context.inTenant((scope) => accessChannel(scope, made.channelId));
      return reply(201, { ...channelView(channel), identitySecret: made.identitySecret });
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
