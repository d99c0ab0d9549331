/** @jsxImportSource preact */
import type { ComponentChildren } from "preact";
import { parseMarkdown } from "@/lib/rich-text/parse";
import type { Block, Inline } from "@/lib/rich-text/tree";
import { splitLinks } from "./timeline";

/* Formatted words. Only elements of ours are made: nothing that somebody wrote is ever markup. */

/** Markdown as a bubble. */
export function Formatted({ text }: { text: string }) {
  return <div class="bubble rich">{parseMarkdown(text).map(block)}</div>;
}

function block(one: Block): ComponentChildren {
  if (one.type === "paragraph") return <p>{one.children.map(inline)}</p>;
  if (one.type === "code-block") return <pre>{one.text}</pre>;
  if (one.type === "quote") return <blockquote>{one.children.map(block)}</blockquote>;
  // biome-ignore lint/suspicious/noArrayIndexKey: items of one list have no other name
  const items = one.items.map((item, index) => <li key={index}>{item.map(block)}</li>);
  return one.start === null ? <ul>{items}</ul> : <ol start={one.start}>{items}</ol>;
}

function inline(one: Inline): ComponentChildren {
  if (one.type === "text") return <Linked text={one.text} />;
  if (one.type === "code") return <code>{one.text}</code>;
  const inner = one.children.map(inline);
  if (one.type === "link") return <Outside href={one.url}>{inner}</Outside>;
  if (one.type === "bold") return <strong>{inner}</strong>;
  return one.type === "italic" ? <em>{inner}</em> : <s>{inner}</s>;
}

/** Plain words in which addresses of pages can be followed. */
export function Linked({ text }: { text: string }) {
  return (
    <>
      {splitLinks(text).map(({ text: part, href }, index) =>
        href ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other name
          <Outside key={index} href={href}>
            {part}
          </Outside>
        ) : (
          part
        ),
      )}
    </>
  );
}

function Outside({ href, children }: { href: string; children: ComponentChildren }) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}
