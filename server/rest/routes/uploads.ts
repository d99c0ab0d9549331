import * as z from "zod";
import { receiveUpload } from "@/server/messages/store-upload";
import { defineRoute, reply } from "../route";

export const uploadRoutes = [
  defineRoute({
    method: "POST",
    path: "/uploads",
    permission: "conversations.reply",
    tag: "Messages",
    summary: "Keep a file (up to 25 MB) for 24 hours, in which messages may attach it",
    isMultipart: true,
    responses: { 201: z.object({ uploadId: z.string(), name: z.string(), mimeType: z.string(), sizeBytes: z.number().int() }) },
    async serve(context) {
      const { uploadId, name, mimeType, sizeBytes } = await receiveUpload(context, context.request);
      return reply(201, { uploadId, name, mimeType, sizeBytes });
    },
  }),
];
