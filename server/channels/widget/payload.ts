import * as z from "zod";
import { storable } from "@/lib/schemas/text";
import { ATTACHMENT_KINDS } from "../contract";

/*
 * The envelope in which our own widget API (server/widget) hands things to intake. Version 1. Nobody outside sends it.
 *
 *   { version: 1, visitor: {thread, value, isVerified, name?, email?, phone?, locale?}, entries: [entry, ...] }
 *
 * `thread` is the browser's lane and stays the same for the life of a session, also when the visitor turns out to be
 * somebody (a signed id): so what was written before keeps its order. `value` is who writes: the thread itself for an
 * anonymous visitor, the signed id for a known one.
 */

const text = (max: number) => z.string().transform((value) => storable(value).slice(0, max));

const visitor = z.object({
  thread: z.string().min(1),
  value: z.string().min(1),
  isVerified: z.boolean(),
  name: text(200).optional(),
  email: text(320).optional(),
  phone: text(40).optional(),
  locale: text(35).optional(),
});

const attachment = z.object({
  uploadId: z.string(),
  kind: z.enum(ATTACHMENT_KINDS),
  name: text(255),
  mimeType: text(255),
  sizeBytes: z.number(),
  width: z.number().optional(),
  height: z.number().optional(),
});

/** Where on the business's site the visitor was. */
const page = z.object({ url: text(2_000), title: text(500).optional(), referrer: text(2_000).optional() });

const message = z.object({
  type: z.literal("message"),
  /** Made by the visitor's browser once a message: a retry has the same. */
  clientId: z.string().overwrite(storable).min(1),
  at: z.iso.datetime(),
  text: z.string().transform(storable).optional(),
  attachments: z.array(attachment).default([]),
  page: page.optional(),
  /** A button of ours was pressed. */
  postback: z.object({ title: z.string(), payload: z.string() }).optional(),
});

/** The visitor's browser fetched our message, or showed it in the open panel. */
const receipt = z.object({ type: z.enum(["delivered", "read"]), messageId: z.string().min(1), at: z.iso.datetime() });

const typing = z.object({ type: z.literal("typing"), isTyping: z.boolean(), at: z.iso.datetime() });

export const entrySchema = z.discriminatedUnion("type", [message, receipt, typing]);
/** Entries stay unread here, so that one bad entry does not take its neighbours along. */
export const envelopeSchema = z.object({ version: z.literal(1), visitor, entries: z.array(z.unknown()) });

export type WidgetVisitor = z.input<typeof visitor>;
export type WidgetEntry = z.input<typeof entrySchema>;
export type WidgetMessage = z.output<typeof message>;
export type WidgetReceipt = z.output<typeof receipt>;
