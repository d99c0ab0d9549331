import * as z from "zod";
import { SendError, type SendResult, type Transport } from "@/server/channels/contract";
import type { MicrosoftCredentials } from "../payload";
import { composeMime } from "../sending/compose-mime";
import type { Outgoing } from "../way";
import { askGraph, type Config, callGraph } from "./api";
import { attach } from "./attach";
import { hasStatus } from "./errors";

/** Graph takes 4 MB a call (learn.microsoft.com/graph/outlook-send-mime-message), and base64 makes three bytes four. */
const MAX_WHOLE_BYTES = 2.5 * 1024 * 1024;

const draftSchema = z.looseObject({ id: z.string(), internetMessageId: z.string().nullish() });
type Draft = z.output<typeof draftSchema>;

/**
 * As a draft, then sent: sending at once gives no id, and takes no large files. Until the draft is sent nothing has left, whatever
 * fails; a draft that will not leave is taken away again.
 */
export async function submit({ mail, files, config }: Outgoing<MicrosoftCredentials>, transport: Transport): Promise<SendResult> {
  // There is no envelope: whom it is brought to stands in the head, Bcc too, which Exchange takes out.
  const whole = await composeMime(mail, files, { keepsBcc: true });
  const isLarge = whole.raw.length > MAX_WHOLE_BYTES;
  const { raw } = isLarge ? await composeMime({ ...mail, attachments: [] }, [], { keepsBcc: true }) : whole;
  const draft = await makeDraft(config, raw, transport).catch(asUnsent);
  try {
    if (isLarge)
      await attach(
        config,
        { draftId: draft.id, files: mail.attachments.map((file, index) => ({ ...file, bytes: files[index] ?? new Uint8Array() })) },
        transport,
      ).catch(asUnsent);
    await release(config, draft, transport);
  } catch (error) {
    if (error instanceof SendError && error.kind !== "unknown") await discard(config, draft, transport);
    throw error;
  }
  const ours = mail.messageId.slice(1, -1);
  const theirs = draft.internetMessageId?.replace(/[<>\s]/g, "");
  return { externalIds: theirs && theirs !== ours ? [ours, theirs] : [ours] };
}

function makeDraft(config: Config, raw: Buffer, transport: Transport): Promise<Draft> {
  const headers = { "content-type": "text/plain" };
  return callGraph(config, { method: "POST", path: "/me/messages", headers, body: raw.toString("base64"), timeoutMs: 60_000, answer: draftSchema }, transport);
}

/** 202 when it has been taken. A failure of Microsoft's own, other than that it is too busy to begin, may come after that. */
async function release(config: Config, { id }: Draft, transport: Transport): Promise<void> {
  try {
    await askGraph(config, { method: "POST", path: `/me/messages/${encodeURIComponent(id)}/send`, timeoutMs: 60_000 }, transport);
  } catch (error) {
    const mayHaveLeft = [500, 502, 504].some((status) => hasStatus(error, status));
    if (!mayHaveLeft) throw error;
    throw new SendError("unknown", "Microsoft failed while it was sending; the mail may have left.", { retryable: false, cause: error });
  }
}

/** An outcome that nobody knows is no matter as long as nothing was sent. */
function asUnsent(error: unknown): never {
  if (!(error instanceof SendError) || error.kind !== "unknown") throw error;
  throw new SendError("unreachable", "Microsoft did not answer in time; nothing has been sent.", { retryable: true, cause: error });
}

/** A courtesy to who looks into the drafts; the reason that counts is the one before. */
async function discard(config: Config, { id }: Draft, transport: Transport): Promise<void> {
  await askGraph(config, { method: "DELETE", path: `/me/messages/${encodeURIComponent(id)}` }, transport).catch(() => {});
}
