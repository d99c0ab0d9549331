import { cn } from "@/lib/cn";
import { linkify } from "@/lib/linkify";
import type { Block, Inline, RichText } from "@/lib/rich-text/tree";

/* Formatted words. What is drawn are elements of ours: nothing that somebody wrote is ever markup. */

const LINK = "text-accent-ink underline underline-offset-2";

/** A tree as it was meant, in the order it was written. */
export function RichTextView({ tree }: { tree: RichText }) {
  return (
    <div className="people-text flex flex-col gap-2 text-message" dir="auto">
      <Blocks blocks={tree} />
    </div>
  );
}

function Blocks({ blocks }: { blocks: Block[] }) {
  return blocks.map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: blocks of one text have no other name
    <BlockView key={index} block={block} />
  ));
}

function BlockView({ block }: { block: Block }) {
  if (block.type === "paragraph")
    return (
      <p>
        <Inlines inlines={block.children} />
      </p>
    );
  if (block.type === "code-block")
    return <pre className="overflow-x-auto rounded-control bg-sunken px-2.5 py-1.5 font-mono text-xs leading-5">{block.text}</pre>;
  if (block.type === "quote")
    return (
      <blockquote className="flex flex-col gap-1 border-line-strong border-l-2 pl-2.5 text-ink-2">
        <Blocks blocks={block.children} />
      </blockquote>
    );
  const List = block.start === null ? "ul" : "ol";
  return (
    <List start={block.start ?? undefined} className={cn("flex flex-col gap-0.5 pl-5", block.start === null ? "list-disc" : "list-decimal")}>
      {block.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items of one list have no other name
        <li key={index}>
          <Blocks blocks={item} />
        </li>
      ))}
    </List>
  );
}

function Inlines({ inlines }: { inlines: Inline[] }) {
  return inlines.map((child, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one line have no other name
    <InlineView key={index} child={child} />
  ));
}

function InlineView({ child }: { child: Inline }) {
  if (child.type === "text") return <LinkedText text={child.text} />;
  if (child.type === "code") return <code className="rounded-sm bg-sunken px-1 py-0.5 font-mono text-xs">{child.text}</code>;
  const inner = <Inlines inlines={child.children} />;
  if (child.type === "link")
    return (
      <a href={child.url} target="_blank" rel="noopener noreferrer nofollow" className={LINK}>
        {inner}
      </a>
    );
  if (child.type === "bold") return <strong className="font-semibold">{inner}</strong>;
  return child.type === "italic" ? <em>{inner}</em> : <s>{inner}</s>;
}

/** Plain words in which addresses can be followed. */
export function LinkedText({ text }: { text: string }) {
  return linkify(text).map(({ text: part, href }, index) =>
    href ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other name
      <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow" className={LINK}>
        {part}
      </a>
    ) : (
      part
    ),
  );
}
