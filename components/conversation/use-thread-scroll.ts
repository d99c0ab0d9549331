"use client";

import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

/** Closer to the end than this counts as the end. */
const END_PX = 80;

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

  const toEnd = useCallback(() => {
    follows.current = true;
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, []);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box || firstKey === undefined) return;
    const old = before.current;
    before.current = { firstKey, lastKey, height: box.scrollHeight };
    if (old.firstKey === undefined) {
      const unread = box.querySelector<HTMLElement>("[data-unread-line]");
      if (unread) box.scrollTop = unread.offsetTop - box.clientHeight / 3;
      else box.scrollTop = box.scrollHeight;
      return;
    }
    if (old.firstKey !== firstKey && old.lastKey === lastKey) box.scrollTop += box.scrollHeight - old.height;
    else if (old.lastKey !== lastKey && (follows.current || isOwn)) box.scrollTop = box.scrollHeight;
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
      if (follows.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(box);
    observer.observe(content.current);
    return () => observer.disconnect();
  }, []);

  return { scroller, content, isAtEnd, onScroll, toEnd };
}
