"use client";

import { useSyncExternalStore } from "react";

const DARK = "(prefers-color-scheme: dark)";

/** What the page is in now, by its own choice or the machine's. For what has a page of its own and inherits neither: a frame. */
export function useColorScheme(): "light" | "dark" {
  return useSyncExternalStore(subscribe, read, () => "light");
}

function read(): "light" | "dark" {
  const { theme } = document.documentElement.dataset;
  if (theme === "light" || theme === "dark") return theme;
  return matchMedia(DARK).matches ? "dark" : "light";
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  const machine = matchMedia(DARK);
  machine.addEventListener("change", listener);
  return () => {
    observer.disconnect();
    machine.removeEventListener("change", listener);
  };
}
