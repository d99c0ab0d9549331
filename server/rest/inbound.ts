import * as z from "zod";
import { publicUrl } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { absent, id, instant, key, line, prose } from "@/lib/schemas/text";
import { accessChannel } from "@/server/connections/access-channel";
import { newId } from "@/server/db/ids";
import { type ChannelRef, findChannel } from "@/server/intake/find-channel";
import { storeEvent } from "@/server/intake/store-event";
import { accessUploads } from "@/server/messages/access-uploads";
import type { RestContext } from "./route";

const MAX_INBOUND_ATTACHMENTS = 20;
const MAX_TEXT = 65_536;

const attachment = z
  .strictObject({
    url: absent(z.url({ protocol: /^https?$/ }).max(4000)),
    uploadId: absent(id),
    name: absent(line(300)),
    mimeType: absent(line(200)),
  })
  .refine((given) => (given.url === undefined) !== (given.uploadId === undefined), "needs either url or uploadId");

/** A message of the other side, surface of the `api` kind. */
export const inboundMessage = z
  .strictObject({
    externalId: key(200),
    from: z.strictObject({
      externalId: key(200),
      name: absent(line(200)),
      email: absent(line(320)),
      phone: absent(line(40)),
      identifierHash: absent(line(128)).meta({ description: "HMAC-SHA256 hex of from.externalId with the channel's identity secret." }),
    }),
    text: absent(prose(MAX_TEXT)),
    attachments: absent(z.array(attachment).max(MAX_INBOUND_ATTACHMENTS)).transform((given) => given ?? []),
    providerAt: absent(instant),
    threadId: absent(key(200)),
    replyToExternalId: absent(key(200)),
  })
  .refine((given) => Boolean(given.text?.trim()) || given.attachments.length > 0, { path: ["text"], message: "is needed when there are no attachments" });

export const inboundChange = z.strictObject({ text: prose(MAX_TEXT) });

interface Inbound {
  channelId: string;
  /** As checked; null for a deletion. */
  body: z.output<typeof inboundMessage> | z.output<typeof inboundChange> | null;
}

/**
 * Hands what the other side says to intake, like a webhook: stored before it is answered, once by its external id.
 * True when it was new. Throws not-found (channel, upload), invalid for a channel of another kind, conflict for a disconnected one.
 */
export async function takeInbound(context: RestContext, { channelId, body }: Inbound): Promise<boolean> {
  const channel = await accessApiChannel(context, channelId);
  const stored = body && "attachments" in body ? { ...body, attachments: await nameUploads(context, body.attachments) } : body;
  const { pathname } = new URL(context.request.url);
  const { items } = await storeEvent({
    source: "api",
    channel,
    request: {
      method: context.request.method,
      url: `${publicUrl()}${pathname}`,
      query: {},
      // Two equal changes in a row are two: the api adapter tells calls apart by this.
      headers: { "content-type": "application/json", "x-request-id": newId() },
      rawBody: stored === null ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(stored)),
    },
  });
  return items.some((item) => item.isNew);
}

type Attachment = z.output<typeof attachment>;

/** An upload's name and type are known better here than to the caller. Throws not-found for one that is not there. */
async function nameUploads(context: RestContext, attachments: Attachment[]): Promise<Attachment[]> {
  const ids = attachments.flatMap(({ uploadId }) => (uploadId ? { uploadId } : []));
  if (ids.length === 0) return attachments;
  const uploads = await context.inTenant((scope) => accessUploads(scope, ids));
  return attachments.map((given) => {
    const upload = uploads.find(({ id }) => id === given.uploadId);
    return upload ? { ...given, name: given.name ?? upload.name, mimeType: upload.mimeType } : given;
  });
}

/** The channel by intake's own look-up, one statement for the common case. Who asks for anything else gets the reason. */
async function accessApiChannel(context: RestContext, channelId: string): Promise<ChannelRef> {
  const found = await findChannel("api", channelId);
  if (found?.tenantId !== context.tenantId) {
    const { kind } = await context.inTenant((scope) => accessChannel(scope, channelId));
    throw new AppError("invalid", `${kind} is no api channel`, {
      reason: "not-an-api-channel",
      publicMessage: "Only channels of kind api take messages here.",
    });
  }
  if (found.isDisconnected)
    throw new AppError("conflict", "channel disconnected", { reason: "channel-disconnected", publicMessage: "This channel is disconnected." });
  return found;
}
