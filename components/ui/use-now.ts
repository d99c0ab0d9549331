"use client";

import { useSyncExternalStore } from "react";

const TICK_MS = 15_000;

let now = new Date();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  now = new Date();
  for (const listener of listeners) listener();
}

function read(): Date {
  if (Date.now() - now.getTime() > TICK_MS) now = new Date();
  return now;
}

/** The time, moving on every quarter of a minute, the same for the whole page: all "4m" change together. */
export function useNow(): Date {
  return useSyncExternalStore(subscribe, read, read);
}
