import type { MailDraft } from "@/components/mail/mail-draft";
import type { Button } from "@/lib/schemas/content";
import type { OutboxFile } from "./outbox";

/** What somebody has begun to write in a conversation. */
export interface Draft {
  text: string;
  mode: "reply" | "note";
  /** Uploaded already; they wait for their message. */
  files: OutboxFile[];
  /** Where a mail goes, as far as the writer changed it. */
  mail?: MailDraft;
  /** What the customer may press instead of typing; one without a title is still being written. */
  buttons?: Button[];
}

export const EMPTY_DRAFT: Draft = { text: "", mode: "reply", files: [] };

export interface Drafts {
  /** The same object until it changes. */
  read(conversationId: string): Draft;
  change(conversationId: string, change: Partial<Draft>): void;
  /** Back to empty, in the mode it was in. */
  clear(conversationId: string): void;
  subscribe(listener: () => void): () => void;
}

/** One draft a conversation, kept in this browser through reloads and power cuts. */
export function createDrafts(storage: Pick<Storage, "getItem" | "setItem" | "removeItem">, prefix: string): Drafts {
  const drafts = new Map<string, Draft>();
  const listeners = new Set<() => void>();

  function read(id: string): Draft {
    const known = drafts.get(id) ?? restore(storage, prefix + id);
    drafts.set(id, known);
    return known;
  }

  function write(id: string, draft: Draft): void {
    drafts.set(id, draft);
    keep(storage, prefix + id, draft);
    for (const listener of listeners) listener();
  }

  return {
    read,
    change: (id, change) => write(id, { ...read(id), ...change }),
    clear: (id) => write(id, { ...EMPTY_DRAFT, mode: read(id).mode }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function restore(storage: Pick<Storage, "getItem">, key: string): Draft {
  try {
    const kept = JSON.parse(storage.getItem(key) ?? "null") as Partial<Draft> | null;
    if (typeof kept?.text !== "string") return EMPTY_DRAFT;
    return {
      text: kept.text,
      mode: kept.mode === "note" ? "note" : "reply",
      files: Array.isArray(kept.files) ? kept.files : [],
      mail: kept.mail,
      buttons: kept.buttons,
    };
  } catch {
    return EMPTY_DRAFT;
  }
}

function keep(storage: Pick<Storage, "setItem" | "removeItem">, key: string, draft: Draft): void {
  try {
    if (draft.text === "" && draft.files.length === 0 && !draft.buttons?.length) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(draft));
  } catch {
    // A full or forbidden storage costs only the survival of a reload.
  }
}
