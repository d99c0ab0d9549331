"use client";

import { useState } from "react";
import { useMediaQuery } from "@/components/ui/use-media-query";

const SETTING = "parley-contact-folded";

export interface ContactFold {
  /** Room for the panel beside the conversation; else it slides over it. */
  isWide: boolean;
  isShown: boolean;
  toggle(): void;
  close(): void;
}

/** Whether the customer's panel is out. Beside the conversation the choice is remembered; the drawer of narrower screens begins closed. */
export function useContactFold(): ContactFold {
  const isWide = useMediaQuery("(min-width: 1280px)");
  const [isFolded, setIsFolded] = useState(() => typeof window !== "undefined" && localStorage.getItem(SETTING) === "yes");
  const [isDrawerOpen, setIsDrawerOpen] = useState(false);
  const isShown = isWide ? !isFolded : isDrawerOpen;
  const set = (shown: boolean) => {
    if (!isWide) return setIsDrawerOpen(shown);
    localStorage.setItem(SETTING, shown ? "no" : "yes");
    setIsFolded(!shown);
  };
  return { isWide, isShown, toggle: () => set(!isShown), close: () => set(false) };
}
