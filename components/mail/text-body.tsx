"use client";

import { useState } from "react";
import { MessageText } from "@/components/conversation/message-text";
import { QuoteButton } from "./quote-button";

/** A mail without HTML: what was written now, and the whole of it one press away. */
export function TextBody({ text, fullText, isMarkdown }: { text: string; fullText: string | null; isMarkdown: boolean }) {
  const [isWhole, setIsWhole] = useState(false);
  return (
    <>
      <MessageText text={isWhole && fullText ? fullText : text} isMarkdown={isMarkdown} />
      {fullText && fullText !== text ? <QuoteButton isWhole={isWhole} onToggle={() => setIsWhole(!isWhole)} /> : null}
    </>
  );
}
