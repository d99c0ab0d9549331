import { parseMarkdown } from "@/lib/rich-text/parse";
import { LinkedText, RichTextView } from "./rich-text-view";

/** People's words: as they wrote them, addresses as links; formatted where they are known to be Markdown. */
export function MessageText({ text, isMarkdown = false }: { text: string; isMarkdown?: boolean }) {
  if (isMarkdown) return <RichTextView tree={parseMarkdown(text)} />;
  return (
    <p className="people-text text-message" dir="auto">
      <LinkedText text={text} />
    </p>
  );
}
