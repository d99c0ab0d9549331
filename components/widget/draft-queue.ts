import { outbox } from "./outbox";
import { openDrafts } from "./timeline";
import type { Draft, Message, Press, UploadedFile } from "./types";

/** renew: the same again with a new session. later: again by itself or by hand. never: only by hand. */
export type Fate = "renew" | "later" | "never";

interface QueueOptions {
  /** Hands one draft to the server. */
  post(draft: Draft): Promise<void>;
  onChange(drafts: Draft[]): void;
  onFailure(error: unknown): Fate;
}

/** The visitor's own messages on their way: sent one after the other as they were written, kept over a reload, never twice. */
export class DraftQueue {
  private drafts: Draft[] = [];
  private sessionId: string | undefined;
  private isSending = false;

  constructor(private readonly options: QueueOptions) {}

  /** Another session has another outbox. What was written before there was any, or by the same visitor, goes along. */
  open(sessionId: string, { isSameVisitor = this.sessionId === undefined } = {}): void {
    const carried = isSameVisitor ? this.drafts : [];
    this.sessionId = sessionId;
    const kept = outbox.read(sessionId).filter((draft) => !carried.some(({ clientId }) => clientId === draft.clientId));
    this.set([...kept, ...carried]);
  }

  add(text: string, files: UploadedFile[], press?: Press): void {
    this.set([...this.drafts, { clientId: newClientId(), text, files, press, at: new Date().toISOString(), state: "waiting" }]);
    void this.send();
  }

  retry(clientId: string): void {
    this.settle(clientId, "waiting");
    void this.send();
  }

  retryAll(): void {
    this.set(this.drafts.map((draft) => (draft.state === "failed" ? { ...draft, state: "waiting" } : draft)));
    void this.send();
  }

  /** What the server gave back is a message now. */
  drop(messages: Message[]): void {
    const open = openDrafts(this.drafts, messages);
    if (open.length < this.drafts.length) this.set(open);
  }

  clear(): void {
    this.set([]);
    this.sessionId = undefined;
  }

  async send(): Promise<void> {
    if (this.isSending || this.sessionId === undefined) return;
    this.isSending = true;
    let draft = this.next();
    try {
      for (; draft; draft = this.next()) {
        await this.options.post(draft);
        this.settle(draft.clientId, "accepted");
      }
    } catch (error) {
      const fate = this.options.onFailure(error);
      if (fate !== "renew" && draft) this.settle(draft.clientId, "failed");
      // What cannot be sent does not hold up what stands behind it.
      if (fate === "never") queueMicrotask(() => void this.send());
    } finally {
      this.isSending = false;
    }
  }

  private next(): Draft | undefined {
    return this.drafts.find((draft) => draft.state === "waiting");
  }

  private settle(clientId: string, state: Draft["state"]): void {
    this.set(this.drafts.map((draft) => (draft.clientId === clientId ? { ...draft, state } : draft)));
  }

  private set(drafts: Draft[]): void {
    this.drafts = drafts;
    if (this.sessionId) outbox.write(this.sessionId, drafts);
    this.options.onChange(drafts);
  }
}

/** crypto.randomUUID exists on https only. */
function newClientId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
