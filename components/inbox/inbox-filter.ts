import type { ConversationRow, ConversationStatus } from "@/lib/schemas/conversation";

export const INBOX_VIEWS = ["mine", "unassigned", "all"] as const;
export type InboxView = (typeof INBOX_VIEWS)[number];
export const INBOX_SORTS = ["newest", "waiting"] as const;
export type InboxSort = (typeof INBOX_SORTS)[number];
/** One status, or every one. */
export const INBOX_STATUSES = ["open", "pending", "snoozed", "resolved", "any"] as const;
export type InboxStatus = (typeof INBOX_STATUSES)[number];

/** What the list shows, as it stands in the address. */
export interface InboxFilter {
  view: InboxView;
  sort: InboxSort;
  status: InboxStatus;
}

export const DEFAULT_FILTER: InboxFilter = { view: "all", sort: "newest", status: "open" };

/** Anything unknown in the address means the default. */
export function readFilter(search: { get(name: string): string | null }): InboxFilter {
  return {
    view: INBOX_VIEWS.find((view) => view === search.get("view")) ?? DEFAULT_FILTER.view,
    sort: INBOX_SORTS.find((sort) => sort === search.get("sort")) ?? DEFAULT_FILTER.sort,
    status: INBOX_STATUSES.find((status) => status === search.get("status")) ?? DEFAULT_FILTER.status,
  };
}

/** "?view=mine&status=snoozed", without what is the default anyway; "" for all defaults. */
export function writeFilter(filter: InboxFilter): string {
  const changed = (Object.keys(DEFAULT_FILTER) as (keyof InboxFilter)[]).filter((key) => filter[key] !== DEFAULT_FILTER[key]);
  const search = new URLSearchParams(changed.map((key) => [key, filter[key]])).toString();
  return search && `?${search}`;
}

/** The filter as `conversations.list` takes it. */
export interface ListInput {
  view?: "mine" | "unassigned" | "all" | "team";
  teamId?: string;
  status?: ConversationStatus | ConversationStatus[];
  sort?: InboxSort;
  limit?: number;
}

const PAGE_SIZE = 50;

export function listInput({ view, sort, status }: InboxFilter): ListInput {
  return { view, sort, limit: PAGE_SIZE, ...(status === "any" ? {} : { status }) };
}

/** Whether a conversation belongs into this list; the same as the server's condition. */
export function isInList(row: ConversationRow, input: ListInput, myAgentId: string): boolean {
  const statuses = input.status === undefined ? null : [input.status].flat();
  if (statuses && !statuses.includes(row.status)) return false;
  if (input.view === "mine") return row.assigneeId === myAgentId;
  if (input.view === "unassigned") return row.assigneeId === null;
  if (input.view === "team") return row.teamId === input.teamId;
  return true;
}

/** The server's order: newest activity first; or those who wait, longest first, and then the rest. Ids break ties. */
export function compareRows(sort: InboxSort | undefined): (a: ConversationRow, b: ConversationRow) => number {
  const byId = (a: ConversationRow, b: ConversationRow) => compare(a.id, b.id);
  const byActivity = (a: ConversationRow, b: ConversationRow) => compare(b.lastActivityAt, a.lastActivityAt) || byId(a, b);
  if (sort !== "waiting") return byActivity;
  return (a, b) => {
    if (a.waitingSince && b.waitingSince) return compare(a.waitingSince, b.waitingSince) || byId(a, b);
    if (a.waitingSince || b.waitingSince) return a.waitingSince ? -1 : 1;
    return byActivity(a, b);
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
