import type { Draft } from "./types";

const PREFIX = "parley:outbox:";

/**
 * What was written and not yet taken by the server, kept over a reload. It belongs to one session: another visitor's
 * outbox on the same computer is thrown away, never sent. Storage in an iframe may be refused: then memory has to do.
 */
export const outbox = {
  read(sessionId: string): Draft[] {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX) && key !== PREFIX + sessionId) localStorage.removeItem(key);
      const drafts = JSON.parse(localStorage.getItem(PREFIX + sessionId) ?? "[]") as Draft[];
      return drafts.map((draft) => ({ ...draft, state: "waiting" }));
    } catch {
      return [];
    }
  },
  write(sessionId: string, drafts: Draft[]): void {
    try {
      const kept = drafts.filter((draft) => draft.state !== "accepted");
      if (kept.length === 0) localStorage.removeItem(PREFIX + sessionId);
      // A preview lives in this page only.
      else
        localStorage.setItem(
          PREFIX + sessionId,
          JSON.stringify(kept.map((draft) => ({ ...draft, files: draft.files.map(({ previewUrl: _, ...file }) => file) }))),
        );
    } catch {}
  },
};
