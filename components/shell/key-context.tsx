"use client";

import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { findKey, type KeyId, type KeyScope, strokeOf } from "@/lib/keys";

type Handlers = Partial<Record<KeyId, () => void>>;

interface KeyRegistry {
  register(handlers: () => Handlers): () => void;
}

const KeyContext = createContext<KeyRegistry | null>(null);

const SEQUENCE_MS = 1_200;
const OUTSIDE: readonly KeyScope[] = ["anywhere", "list", "conversation"];
const SINGLE_KEYS_SETTING = "parley-single-keys";

/** One listener for the whole desk; whoever is on screen says what its keys do. The newest on screen is asked first. */
export function KeyProvider({ children }: { children: ReactNode }) {
  const stack = useRef<(() => Handlers)[]>([]);
  const before = useRef<{ stroke: string; at: number } | null>(null);
  useEffect(() => {
    function listen(event: KeyboardEvent) {
      if (event.defaultPrevented || isLayerOpen()) return;
      const stroke = strokeOf(event);
      if (!stroke || (isPlain(stroke) && (isTextField(event.target) || !areSingleKeysOn()))) return;
      const started = before.current && Date.now() - before.current.at < SEQUENCE_MS ? before.current.stroke : null;
      const found = findKey(stroke, started, OUTSIDE);
      before.current = found && "start" in found ? { stroke: found.start, at: Date.now() } : null;
      if (!found || !("id" in found)) return;
      const handler = [...stack.current].reverse().flatMap((handlers) => handlers()[found.id] ?? [])[0];
      if (!handler) return;
      event.preventDefault();
      handler();
    }
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
  const registry = useMemo<KeyRegistry>(
    () => ({
      register(handlers) {
        stack.current.push(handlers);
        return () => {
          stack.current = stack.current.filter((other) => other !== handlers);
        };
      },
    }),
    [],
  );
  return <KeyContext value={registry}>{children}</KeyContext>;
}

/** What keys do while this component is on screen. */
export function useKeyHandlers(handlers: Handlers): void {
  const registry = useContext(KeyContext);
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => registry?.register(() => latest.current), [registry]);
}

function isPlain(stroke: string): boolean {
  return !stroke.startsWith("Mod+") && !stroke.startsWith("Alt+") && !/^F\d/.test(stroke) && stroke !== "Escape";
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** An open menu or dialog has its own keys. */
function isLayerOpen(): boolean {
  return document.querySelector('[role="menu"], [role="dialog"], [role="listbox"]') !== null;
}

const listeners = new Set<() => void>();

function areSingleKeysOn(): boolean {
  return localStorage.getItem(SINGLE_KEYS_SETTING) !== "off";
}

/** Whether single letters act, and the switch for it (WCAG 2.1.4): who dictates or mistypes can turn them off. */
export function useSingleKeys(): [boolean, (isOn: boolean) => void] {
  const isOn = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    areSingleKeysOn,
    () => true,
  );
  const set = (value: boolean) => {
    localStorage.setItem(SINGLE_KEYS_SETTING, value ? "on" : "off");
    for (const listener of listeners) listener();
  };
  return [isOn, set];
}
