"use client";

import { useCallback, useEffect, useRef } from "react";
import type { FeedEvent } from "@/components/realtime/feed";

/** A burst becomes one round of questions; short enough that nobody sees the wait. */
const GATHER_MS = 40;
const RETRY_MS = 1_500;

/**
 * Gathers events and hands them to `refetch` in batches, one batch after the other so that an older answer never overwrites a newer.
 * A batch that fails is tried once more with what came meanwhile; a second failure calls `giveUp`.
 */
export function useEventBatches(refetch: (events: FeedEvent[]) => Promise<void>, giveUp: () => void): (events: FeedEvent[]) => void {
  const waiting = useRef<FeedEvent[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isBusy = useRef(false);
  const deps = useRef({ refetch, giveUp });
  useEffect(() => {
    deps.current = { refetch, giveUp };
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  const run = useCallback(async (isRetry: boolean) => {
    if (isBusy.current || waiting.current.length === 0) return;
    isBusy.current = true;
    const batch = waiting.current;
    waiting.current = [];
    const isDone = await deps.current.refetch(batch).then(
      () => true,
      () => false,
    );
    isBusy.current = false;
    if (!isDone && isRetry) deps.current.giveUp();
    if (!isDone && !isRetry) waiting.current = [...batch, ...waiting.current];
    if (waiting.current.length > 0) timer.current = setTimeout(() => run(!isDone), isDone ? GATHER_MS : RETRY_MS);
  }, []);

  return useCallback(
    (events: FeedEvent[]) => {
      if (events.length === 0) return;
      const isIdle = waiting.current.length === 0 && !isBusy.current;
      waiting.current.push(...events);
      if (isIdle) timer.current = setTimeout(() => run(false), GATHER_MS);
    },
    [run],
  );
}
