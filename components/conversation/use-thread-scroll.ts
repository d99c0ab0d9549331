"use client";

import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

/** Closer to the end than this counts as the end. */
const END_PX = 80;
/** Mails and pictures find their heights after they are there: until then the beginning of what is unread is held in its place. */
const SETTLING_MS = 2_000;
const ACTS = ["wheel", "touchstart", "pointerdown", "keydown"] as const;

interface ThreadScroll {
  scroller: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  isAtEnd: boolean;
  onScroll(): void;
  toEnd(): void;
}

interface ThreadEnds {
  /** Key of the first thing shown; changes when older messages come in above. */
  firstKey: string | undefined;
  /** Key of the last thing; changes when something is added below. */
  lastKey: string | undefined;
  /** Something of one's own was added: the reader wants to see it. */
  isOwn: boolean;
}

/** Keeps a thread where the reader is: at the end it follows, further up it stays, and older messages come in above without a jump. */
export function useThreadScroll({ firstKey, lastKey, isOwn }: ThreadEnds): ThreadScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const follows = useRef(true);
  const before = useRef<{ firstKey: string | undefined; lastKey: string | undefined; height: number }>({ firstKey: undefined, lastKey: undefined, height: 0 });
  const settlesUntil = useRef(0);

  const toEnd = useCallback(() => {
    follows.current = true;
    settlesUntil.current = 0;
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, []);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box || firstKey === undefined) return;
    const old = before.current;
    before.current = { firstKey, lastKey, height: box.scrollHeight };
    if (old.firstKey === undefined) {
      settlesUntil.current = Date.now() + SETTLING_MS;
      toBeginning(box);
      return;
    }
    if (old.firstKey !== firstKey && old.lastKey === lastKey) box.scrollTop += box.scrollHeight - old.height;
    else if (old.lastKey !== lastKey && (follows.current || isOwn)) {
      settlesUntil.current = 0;
      box.scrollTop = box.scrollHeight;
    }
  }, [firstKey, lastKey, isOwn]);

  const onScroll = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    follows.current = box.scrollHeight - box.scrollTop - box.clientHeight < END_PX;
    before.current.height = box.scrollHeight;
    setIsAtEnd(follows.current);
  }, []);

  // A growing composer, the on-screen keyboard or a late picture change the room: who was at the end stays there.
  useEffect(() => {
    const box = scroller.current;
    if (!box || !content.current) return;
    const observer = new ResizeObserver(() => {
      if (Date.now() < settlesUntil.current) toBeginning(box);
      else if (follows.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(box);
    observer.observe(content.current);
    // Who scrolls by hand knows where they want to be.
    const settle = () => {
      settlesUntil.current = 0;
    };
    for (const act of ACTS) box.addEventListener(act, settle, { passive: true });
    return () => {
      observer.disconnect();
      for (const act of ACTS) box.removeEventListener(act, settle);
    };
  }, []);

  return { scroller, content, isAtEnd, onScroll, toEnd };
}

/** Where reading begins: the line above what is unread, or the end. */
function toBeginning(box: HTMLElement): void {
  const unread = box.querySelector<HTMLElement>("[data-unread-line]");
  box.scrollTop = unread ? unread.offsetTop - box.clientHeight / 3 : box.scrollHeight;
}
