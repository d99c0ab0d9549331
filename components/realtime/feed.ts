/** One change, as the server tells it: what changed and its place in the order, never content. */
export interface FeedEvent {
  cursor: number;
  type: string;
  conversationId?: string;
  messageId?: string;
  contactId?: string;
  channelId?: string;
  actor?: { type: string; id: string | null };
}

interface FeedOptions {
  /** Where the feed stood before the page's first query. */
  initialCursor: number;
  /** events.since; null asks only where the feed stands. */
  since(after: number | null): Promise<{ events: FeedEvent[]; cursor: number }>;
  /** These changed, in order. May name the same change twice. */
  apply(events: FeedEvent[]): void;
  /** Too much changed to walk through it: everything on screen may be old. */
  reset(): void;
  /** The screen is as new as the server was at this moment. */
  onSynced(at: Date): void;
}

export interface Feed {
  /** A push: one change or `{events}`. Whatever it holds, the cursor decides. */
  receive(data: unknown): void;
  /** Asks for what is missing. Never rejects; a failed try leaves the cursor where it was. */
  catchUp(): Promise<void>;
  /** The cursor up to which changes have been applied or asked for. */
  heardUpTo(): number;
}

/** Further behind than this, asking anew is cheaper than walking. */
const MAX_BEHIND = 200;

/**
 * Keeps a screen level with the tenant's feed. Pushes may be lost, doubled or out of order: one that follows the cursor is applied,
 * one that does not means something is missing, and the server is asked. Cursors are dense, so a gap is always visible.
 */
export function createFeed({ initialCursor, since, apply, reset, onSynced }: FeedOptions): Feed {
  let cursor = initialCursor;
  let running: Promise<void> | null = null;
  let isWantedAgain = false;

  async function ask(): Promise<void> {
    const from = cursor;
    const page = await since(from);
    if (page.cursor - from > MAX_BEHIND) {
      // The newest cursor first: what changes while the screen asks anew comes after it and is walked.
      cursor = (await since(null)).cursor;
      reset();
    } else {
      apply(page.events.filter((event) => event.cursor > from));
      cursor = Math.max(cursor, page.cursor);
    }
    onSynced(new Date());
  }

  async function run(): Promise<void> {
    do {
      isWantedAgain = false;
      await ask().catch(() => {});
    } while (isWantedAgain);
    running = null;
  }

  function catchUp(): Promise<void> {
    if (running) isWantedAgain = true;
    running ??= run();
    return running;
  }

  function receive(data: unknown): void {
    const events = readPush(data).filter((event) => event.cursor > cursor);
    const following = takeFollowing(events, cursor);
    if (following.length > 0) {
      cursor = following[following.length - 1]?.cursor ?? cursor;
      apply(following);
      onSynced(new Date());
    }
    if (following.length < events.length) catchUp();
  }

  return { receive, catchUp, heardUpTo: () => cursor };
}

/** The run of changes that follow the cursor without a hole; a push that says "flood" only names the newest. */
function takeFollowing(events: FeedEvent[], cursor: number): FeedEvent[] {
  const ordered = [...events].sort((a, b) => a.cursor - b.cursor);
  let last = cursor;
  const following: FeedEvent[] = [];
  for (const event of ordered) {
    if (event.cursor === last && following.length > 0) continue;
    if (event.cursor !== last + 1 || !event.type) break;
    following.push(event);
    last = event.cursor;
  }
  return following;
}

function readPush(data: unknown): FeedEvent[] {
  if (typeof data !== "object" || data === null) return [];
  const list = "events" in data && Array.isArray(data.events) ? data.events : [data];
  return list.filter((event): event is FeedEvent => typeof event === "object" && event !== null && typeof event.cursor === "number");
}
