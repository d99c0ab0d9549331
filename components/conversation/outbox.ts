import type { MailDraft } from "@/components/mail/mail-draft";
import type { MessageContent } from "@/lib/schemas/content";

/** How a file goes. */
export interface FileManner {
  /** A recording of one's own voice. */
  isVoice?: boolean;
  /** A picture that may get smaller on the way. */
  shrink?: boolean;
}

/** A file that waits to be sent with its message. */
export interface OutboxFile extends FileManner {
  uploadId: string;
  name: string;
  mimeType: string;
  sizeBytes: number;
}

/** A message that the person has sent and the server has not yet confirmed. */
export interface OutboxEntry {
  clientMessageId: string;
  conversationId: string;
  text: string;
  isNote: boolean;
  attachments: OutboxFile[];
  /** Only of an answer by mail. */
  mail?: MailDraft;
  /** Its format and buttons. */
  content?: MessageContent;
  /** The person has agreed that it goes out as several messages. */
  split?: boolean;
  /** What the conversation becomes once this has gone out. */
  thenStatus?: "resolved" | "pending";
  /** What stood on screen when it was written; left out on later tries, when the person has said "send all the same". */
  seenSeq?: number;
  /** ISO. */
  at: string;
  /** waiting: goes out by itself. failed: a person decides. */
  state: "sending" | "waiting" | "failed";
  /** Why it failed, in a person's words. */
  problem?: string;
}

/** What came of one try. `unreachable` is tried again by itself: the same clientMessageId twice is one message. */
export type SendOutcome = { kind: "sent" } | { kind: "unreachable" } | { kind: "refused"; problem: string } | { kind: "stale" };

interface OutboxOptions {
  send(entry: OutboxEntry): Promise<SendOutcome>;
  /** Somebody wrote meanwhile: the text goes back to the person. */
  onStale(entry: OutboxEntry): void;
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  key: string;
}

export interface Outbox {
  /** The same array until something changes. */
  entries(): readonly OutboxEntry[];
  subscribe(listener: () => void): () => void;
  add(entry: Omit<OutboxEntry, "state">): void;
  retry(clientMessageId: string): void;
  remove(clientMessageId: string): OutboxEntry | undefined;
  /** The server answers again: everything that waits goes out. */
  flush(): void;
}

/** Sends in the order of writing, one at a time a conversation; survives a reload and a dead network. */
export function createOutbox({ send, onStale, storage, key }: OutboxOptions): Outbox {
  let entries: readonly OutboxEntry[] = restore(storage, key);
  const listeners = new Set<() => void>();
  const busy = new Set<string>();

  function change(next: readonly OutboxEntry[]): void {
    entries = next;
    save(storage, key, entries);
    for (const listener of listeners) listener();
  }

  function update(clientMessageId: string, patch: Partial<OutboxEntry>): void {
    change(entries.map((entry) => (entry.clientMessageId === clientMessageId ? { ...entry, ...patch } : entry)));
  }

  function remove(clientMessageId: string): OutboxEntry | undefined {
    const found = entries.find((entry) => entry.clientMessageId === clientMessageId);
    if (found) change(entries.filter((entry) => entry !== found));
    return found;
  }

  async function run(conversationId: string): Promise<void> {
    if (busy.has(conversationId)) return;
    busy.add(conversationId);
    try {
      for (let next = due(conversationId); next; next = due(conversationId)) {
        update(next.clientMessageId, { state: "sending", problem: undefined });
        if (!(await settle(next))) break;
      }
    } finally {
      busy.delete(conversationId);
    }
  }

  function due(conversationId: string): OutboxEntry | undefined {
    return entries.find((entry) => entry.conversationId === conversationId && entry.state === "waiting");
  }

  /** False when the server cannot be reached: the rest keeps its place behind this one. */
  async function settle(entry: OutboxEntry): Promise<boolean> {
    const outcome = await send(entry);
    if (outcome.kind === "sent") remove(entry.clientMessageId);
    if (outcome.kind === "stale") onStale(remove(entry.clientMessageId) ?? entry);
    if (outcome.kind === "refused") update(entry.clientMessageId, { state: "failed", problem: outcome.problem });
    if (outcome.kind === "unreachable") update(entry.clientMessageId, { state: "waiting" });
    return outcome.kind !== "unreachable";
  }

  return {
    entries: () => entries,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add(entry) {
      change([...entries, { ...entry, state: "waiting" }]);
      run(entry.conversationId);
    },
    retry(clientMessageId) {
      update(clientMessageId, { state: "waiting", seenSeq: undefined });
      const entry = entries.find((candidate) => candidate.clientMessageId === clientMessageId);
      if (entry) run(entry.conversationId);
    },
    remove,
    flush() {
      for (const conversationId of new Set(entries.map((entry) => entry.conversationId))) run(conversationId);
    },
  };
}

/** After a reload nothing is under way any more; what was may have arrived, and sending it again is harmless. */
function restore(storage: OutboxOptions["storage"], key: string): OutboxEntry[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(key) ?? "[]");
    if (!Array.isArray(stored)) return [];
    return stored.map((entry: OutboxEntry) => (entry.state === "sending" ? { ...entry, state: "waiting" } : entry));
  } catch {
    return [];
  }
}

function save(storage: OutboxOptions["storage"], key: string, entries: readonly OutboxEntry[]): void {
  try {
    if (entries.length === 0) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(entries));
  } catch {
    // A full or forbidden storage costs only the survival of a reload; the entries are in memory.
  }
}
