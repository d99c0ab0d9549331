"use client";

import { useMemo } from "react";
import { useColorScheme } from "@/components/ui/use-color-scheme";
import type { MailLook } from "./mail-document";

const TOKENS = ["--ink", "--line-strong", "--accent", "--accent-ink", "--paper-ink", "--paper-line", "--paper-accent-ink", "--font-stack"];

/** The desk's colours and face, for pages in frames: a frame inherits neither. */
export function useMailLook(): MailLook {
  const colorScheme = useColorScheme();
  return useMemo(() => {
    const style = getComputedStyle(document.documentElement);
    return { colorScheme, tokens: TOKENS.map((name) => `${name}: ${style.getPropertyValue(name)};`).join(" "), fonts: fontFaces() };
  }, [colorScheme]);
}

let faces: string | null = null;

/** The rules of the desk's own face, with addresses that are good in another page. Read once: they do not change. */
function fontFaces(): string {
  faces ??= [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules].map((rule) => ({ rule, base: sheet.href ?? document.baseURI })))
    .flatMap(({ rule, base }) =>
      rule instanceof CSSFontFaceRule ? [rule.cssText.replace(/url\("([^"]+)"\)/g, (_, address: string) => `url("${new URL(address, base).href}")`)] : [],
    )
    .join("\n");
  return faces;
}
