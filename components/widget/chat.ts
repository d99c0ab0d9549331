import { CallError, call } from "./api";
import { type ChatState, FIRST_STATE, type Surroundings, unreadAnswers } from "./chat-state";
import { DraftQueue, type Fate } from "./draft-queue";
import { PageLog } from "./page-log";
import type { Identity } from "./protocol";
import { PushLine } from "./push-line";
import { openSession } from "./session";
import { keepPreviews, mergeMessages } from "./timeline";
import { Timers } from "./timers";
import type { Draft, MessagePage, Press, Session, UploadedFile } from "./types";

const BACKUP_POLL_MS = 60_000;
const BLIND_POLL_MS = 8_000;
const DWELL_REPORT_MS = 30_000;
const TYPING_SHOWN_MS = 6_000;
const LAST_RETRY_MS = 30_000;

/** One visitor's chat: session, messages, outbox and push line. It knows no screen; `onChange` hears of every new state. */
export class Chat {
  state: ChatState = FIRST_STATE;
  private session: Session | undefined;
  private identity: Identity | undefined;
  private onOpened = () => {};
  private readonly opened = new Promise<void>((resolve) => {
    this.onOpened = resolve;
  });
  private cursor: number | null = null;
  private isOpen = false;
  /** The session had ended; the visitor is the same. */
  private isRenewing = false;
  private syncing: Promise<void> | undefined;
  private isSyncWanted = false;
  private failures = 0;
  private readonly readIds = new Set<string>();
  private readonly timers = new Timers();
  readonly drafts = new DraftQueue({
    post: (draft) => this.postDraft(draft),
    onChange: (drafts) => this.set({ drafts }),
    onFailure: (error) => this.failed(error),
  });
  private readonly line = new PushLine({
    onEvent: (name, data) => (name === "typing" ? this.agentTypes((data as { isTyping?: boolean }).isTyping === true) : void this.sync()),
    onState: () => (this.line.isListening ? void this.sync() : this.schedulePoll()),
  });
  readonly pages = new PageLog((views) => this.tell("page", { views }));

  constructor(
    private readonly around: Surroundings,
    private readonly onChange: () => void,
  ) {
    addEventListener("online", () => this.wakeUp());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.pages.report() : this.wakeUp()));
    addEventListener("pagehide", () => this.pages.report());
    setInterval(() => document.hidden || this.pages.report(), DWELL_REPORT_MS);
  }

  /** Opens or resumes the session. Tries again by itself while nobody answers. */
  async start(visitorToken: string | undefined, identity: Identity | undefined): Promise<void> {
    this.identity = identity;
    try {
      this.adopt(await openSession({ visitorToken, identity, page: this.pages.current() }));
      // The page said who is there while we asked.
      if (this.identity !== identity) await this.start(this.session?.token, this.identity);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (error.isPassing) return this.later(() => void this.start(visitorToken, this.identity), error);
      this.around.onError(error.code);
      // A wrong signature says nothing about the visitor: they are anonymous, as without one.
      if (error.code === "bad-signature" && identity) return this.start(visitorToken, undefined);
      this.set({ phase: "gone" });
    }
  }

  /** The page says who is there. Somebody else than before begins with an empty chat. */
  identify(identity: Identity): void {
    if (this.session) void this.start(this.session.token, identity);
    else this.identity = identity;
  }

  setOpen(isOpen: boolean): void {
    this.isOpen = isOpen;
    this.connect();
    this.markRead();
  }

  send(text: string, files: UploadedFile[], press?: Press): void {
    this.typing(false);
    this.drafts.add(text, files, press);
  }

  /** Waits for the session. Throws CallError. */
  async upload(file: File): Promise<UploadedFile> {
    await this.opened;
    const form = new FormData();
    form.append("file", file, file.name);
    return call<UploadedFile>("uploads", this.session?.token, form);
  }

  /** Told at most every three seconds while somebody types. */
  typing(isTyping: boolean): void {
    const wasTold = this.timers.has("typing");
    if (!this.state.hasConversation || isTyping === wasTold) return;
    if (isTyping) this.timers.after("typing", 3_000);
    else this.timers.cancel("typing");
    this.tell("typing", { isTyping });
  }

  /** Forgets everything: somebody logged out. */
  shutdown(): void {
    this.drafts.clear();
    this.line.close();
    this.timers.clear();
    this.session = undefined;
    this.set({ messages: [], phase: "starting" });
  }

  private adopt(session: Session): void {
    const before = this.session;
    this.session = session;
    this.failures = 0;
    if (before?.sessionId !== session.sessionId) {
      this.cursor = null;
      this.readIds.clear();
      this.set({ messages: [] });
      this.drafts.open(session.sessionId, before && { isSameVisitor: this.isRenewing });
    }
    this.isRenewing = false;
    this.onOpened();
    this.set({ phase: "ready", settings: session.settings, hasConversation: session.conversation.hasConversation, isReconnecting: false });
    this.around.onSession(session.token, session.conversation.hasConversation);
    if (before?.token !== session.token) {
      // With the rights, what may be seen has changed.
      this.cursor = null;
      this.line.close();
    }
    this.connect();
    void this.sync();
    void this.drafts.send();
    this.pages.report();
  }

  /** Who has never opened the chat costs no socket. */
  private connect(): void {
    const { session } = this;
    if (session && (this.isOpen || this.state.hasConversation)) this.line.open(session);
  }

  private agentTypes(isTyping: boolean): void {
    this.set({ isAgentTyping: isTyping });
    if (isTyping) this.timers.after("agent-typing", TYPING_SHOWN_MS, () => this.set({ isAgentTyping: false }));
  }

  /** Fetches what changed since last time; calls during one are one more. */
  private async sync(): Promise<void> {
    this.isSyncWanted = true;
    this.syncing ??= this.syncAll().finally(() => {
      this.syncing = undefined;
      this.schedulePoll();
    });
    await this.syncing;
  }

  private async syncAll(): Promise<void> {
    while (this.isSyncWanted && this.session) {
      this.isSyncWanted = false;
      const { token } = this.session;
      try {
        const page = await call<MessagePage>(this.cursor === null ? "messages" : `messages?after=${this.cursor}`, token);
        if (this.session?.token === token) this.take(page);
      } catch (error) {
        return void this.failed(error);
      }
    }
  }

  private take(page: MessagePage): void {
    const isFirst = this.cursor === null;
    this.cursor = page.cursor;
    this.failures = 0;
    const known = page.isReset ? [] : this.state.messages;
    const answers = unreadAnswers(page.messages, new Set(known.map((message) => message.id)));
    const messages = mergeMessages(known, keepPreviews(page.messages, known, this.state.drafts));
    this.set({ messages, hasConversation: page.hasConversation || this.state.hasConversation, isReconnecting: false });
    this.drafts.drop(messages);
    if (answers.length > 0) this.agentTypes(false);
    for (const answer of isFirst ? [] : answers) this.around.onAnswer(answer.text ?? "");
    this.markRead();
  }

  /** What the open panel shows is read; what waits behind the launcher is counted on its badge. */
  private markRead(): void {
    const unread = unreadAnswers(this.state.messages, this.readIds);
    const isSeen = this.isOpen && !document.hidden;
    this.around.onUnread(isSeen ? 0 : unread.length);
    if (!isSeen || unread.length === 0) return;
    const messageIds = unread.map((message) => message.id);
    for (const id of messageIds) this.readIds.add(id);
    this.tell("read", { messageIds }, () => {
      for (const id of messageIds) this.readIds.delete(id);
    });
  }

  private async postDraft({ clientId, text, files, press }: Draft): Promise<void> {
    await call("messages", this.session?.token, { clientId, text, press, uploadIds: files.map((file) => file.uploadId) });
    this.set({ isReconnecting: false, hasConversation: true });
    if (this.session) this.around.onSession(this.session.token, true);
    this.connect();
    // Without a push line nobody will tell us that it is stored.
    if (!this.line.isListening) this.timers.after("sync", 1_000, () => void this.sync());
  }

  /** Waits and tries again where that may help; begins anew where the session is gone. */
  private failed(error: unknown): Fate {
    if (!(error instanceof CallError)) throw error;
    if (error.status === 401) {
      this.isRenewing = true;
      void this.around.renewToken().then((token) => this.start(token, this.identity));
      return "renew";
    }
    if (error.code === "unknown-channel" || error.code === "channel-disconnected") this.set({ phase: "gone" });
    if (error.isPassing) this.later(() => this.wakeUp(), error);
    else this.around.onError(error.code);
    return error.isPassing ? "later" : "never";
  }

  /** For what is worth telling but not worth a word when it fails. */
  private tell(path: string, body: object, onFailure: () => void = () => {}): void {
    if (this.session) void call(path, this.session.token, body).catch(onFailure);
  }

  private schedulePoll(): void {
    if (!this.session || !this.state.hasConversation) return;
    this.timers.after("poll", this.line.isListening ? BACKUP_POLL_MS : BLIND_POLL_MS, () => (document.hidden ? this.schedulePoll() : void this.sync()));
  }

  private wakeUp(): void {
    void this.sync();
    this.drafts.retryAll();
  }

  private later(fn: () => void, error: CallError): void {
    this.set({ isReconnecting: error.status !== 429 });
    this.timers.after("retry", Math.max(error.retryAfterMs, Math.min(LAST_RETRY_MS, 1_000 * 2 ** this.failures++)), fn);
  }

  private set(change: Partial<ChatState>): void {
    this.state = { ...this.state, ...change };
    this.onChange();
  }
}
