import type { PageView } from "./protocol";

interface Told extends Omit<PageView, "at"> {
  startedAt: string;
  dwellMs: number;
}

/** Longer than this without a new page is a tab left open, not a look. */
const LONGEST_LOOK_MS = 30 * 60_000;
const KEPT = 20;

/** Which pages the visitor looked at and how long; a view lasts until the next begins. */
export class PageLog {
  private views: PageView[] = [];

  constructor(private readonly tell: (views: Told[]) => void) {}

  add(view: PageView): void {
    this.views = [...this.views.filter((known) => known.at !== view.at), view].slice(-KEPT);
    this.report();
  }

  current(): PageView | undefined {
    return this.views.at(-1);
  }

  /** Tells all of it: the server keeps one view once and the longest look at it. */
  report(): void {
    if (this.views.length === 0) return;
    this.tell(
      this.views.map(({ at, ...view }, index) => {
        const end = this.views[index + 1]?.at ?? Date.now();
        return { ...view, startedAt: new Date(at).toISOString(), dwellMs: Math.min(LONGEST_LOOK_MS, Math.max(0, end - at)) };
      }),
    );
  }
}
