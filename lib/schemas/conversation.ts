import * as z from "zod";
import { id, instant, line } from "./text";

export const STATUSES = ["open", "pending", "snoozed", "resolved"] as const;
export const PRIORITIES = ["none", "low", "normal", "high", "urgent"] as const;
export const VIEWS = ["mine", "unassigned", "all", "team"] as const;
export const SORTS = ["newest", "waiting"] as const;

export const conversationStatus = z.enum(STATUSES);
export const conversationPriority = z.enum(PRIORITIES);
export type ConversationStatus = z.output<typeof conversationStatus>;
export type ConversationPriority = z.output<typeof conversationPriority>;

/** Most tags that one conversation carries, and their length. */
export const MAX_TAGS = 50;
export const tag = line(60);
export const tags = z
  .array(tag)
  .max(MAX_TAGS)
  .overwrite((list) => [...new Set(list)]);

/** What the API gives of a conversation. Instants are ISO 8601 UTC. */
export const conversationView = z.object({
  id: z.string(),
  number: z.number().int().meta({ description: "Counts up within the workspace." }),
  status: conversationStatus,
  priority: conversationPriority,
  subject: z.string().nullable(),
  contactId: z.string(),
  assigneeId: z.string().nullable(),
  teamId: z.string().nullable(),
  channelId: z.string(),
  tags: z.array(z.string()),
  createdAt: z.string(),
  lastActivityAt: z.string(),
  waitingSince: z.string().nullable().meta({ description: "Since when the customer waits for an answer; null when nobody waits." }),
  snoozedUntil: z.string().nullable(),
  resolvedAt: z.string().nullable(),
  lastSeq: z.number().int(),
  version: z.number().int().meta({ description: "Rises with every change of properties; send it as If-Match." }),
  sla: z.null(),
});
export type ConversationView = z.output<typeof conversationView>;

/** One conversation, with what may be answered there now. */
export const conversationDetailView = conversationView.extend({
  windowClosesAt: z.string().nullable().meta({ description: "Until when an answer is allowed; in the past: no longer. Null where there is no limit." }),
  windows: z
    .array(z.object({ scene: z.string(), expiresAt: z.string(), sendsLeft: z.number().int().nullable() }))
    .meta({ description: "Where the platform counts answers: what is open now. `sendsLeft` null: any number." }),
  refusal: z.string().nullable().meta({ description: "Why nothing can ever be sent to this contact; null where it can." }),
});

/** What the inbox list shows of a conversation beyond that. */
export interface ConversationRow extends ConversationView {
  contact: { id: string; name: string | null; email: string | null; phone: string | null; avatarUrl: string | null };
  channel: { id: string; kind: string; name: string };
  assignee: { id: string; name: string } | null;
  team: { id: string; name: string } | null;
  /** The last message in one line; `author` is a name for team members and null for the contact. */
  preview: { text: string | null; kind: string | null; author: string | null };
  /** Inbound messages that this agent has not read. */
  unread: number;
  /** The newest outbound message could not be delivered. */
  hasFailedDelivery: boolean;
}

const statuses = z.union([conversationStatus, z.array(conversationStatus).min(1)]);

export const listConversationsInput = z.object({
  view: z.enum(VIEWS).default("all"),
  teamId: id.optional().meta({ description: "Of view `team`." }),
  status: statuses.optional(),
  sort: z.enum(SORTS).default("newest"),
  cursor: z.string().max(400).nullish(),
  limit: z.number().int().min(1).max(200).default(50),
});

const conversationId = z.object({ id });
const expectedVersion = z.number().int().optional();

export const assignInput = conversationId.extend({
  assigneeId: id.nullable().optional(),
  teamId: id.nullable().optional(),
  expectedVersion,
});

export const setStatusInput = conversationId.extend({
  status: conversationStatus,
  snoozedUntil: instant.nullish().meta({ description: "Needed for `snoozed`; in the future." }),
  expectedVersion,
});

export const setTagsInput = conversationId.extend({ tags, expectedVersion });
export const setPriorityInput = conversationId.extend({ priority: conversationPriority, expectedVersion });
export const startConversationInput = z.strictObject({
  contactId: id,
  channelId: id,
  identityId: id.optional().meta({ description: "Which of the contact's identities; else the one met last on the channel." }),
  subject: line(300).nullable().optional(),
});
export const markReadInput = conversationId.extend({ seq: z.number().int().min(0) });
