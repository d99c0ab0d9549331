"use client";

import { useTranslations } from "next-intl";
import { fromWhatsapp } from "@/lib/rich-text/parse";
import { DIALECTS } from "@/lib/rich-text/render";
import type { SplitMessage } from "@/lib/rich-text/render-message";
import { plainTree, type RichText } from "@/lib/rich-text/tree";
import { ButtonRow } from "./message-words";
import { RichTextView } from "./rich-text-view";
import type { Capabilities } from "./types";

interface MessagePreviewProps {
  shown: SplitMessage;
  capabilities: Capabilities;
  channel: string;
}

/** What the customer will see, where that is not just the words as they stand in the field. */
export function MessagePreview({ shown: { trees, buttons }, capabilities, channel }: MessagePreviewProps) {
  const t = useTranslations("writing");
  const { formatting } = capabilities.text;
  return (
    <section
      aria-label={t("preview", { channel })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys must be able to scroll it
      tabIndex={0}
      className="mx-3 mb-2 max-h-36 overflow-y-auto rounded-control border border-line bg-sunken px-3 py-2 text-ink"
    >
      {trees.length > 1 ? (
        <Parts trees={trees} formatting={formatting} />
      ) : (
        <>
          <p className="mb-1 text-2xs text-ink-3">{formatting === "plain" ? t("previewPlain", { channel }) : t("preview", { channel })}</p>
          {trees.map((tree) => (
            <RichTextView key="whole" tree={asSeen(tree, formatting)} />
          ))}
        </>
      )}
      {buttons.length > 0 ? (
        <div className="mt-2">
          <ButtonRow buttons={buttons} />
        </div>
      ) : null}
    </section>
  );
}

/** Where it is cut: how each message begins and ends. All of it stands in the field above. */
function Parts({ trees, formatting }: { trees: RichText[]; formatting: Capabilities["text"]["formatting"] }) {
  const t = useTranslations("writing");
  return (
    <ol className="flex flex-col gap-1 text-ink text-sm">
      {trees.map((tree, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: messages of one text have no other name
        <li key={index} className="people-text">
          <span className="mr-2 text-2xs text-ink-3">{t("part", { number: index + 1, count: trees.length })}</span>
          {beginningAndEnd(DIALECTS.plain.write(asSeen(tree, formatting)))}
        </li>
      ))}
    </ol>
  );
}

const ENDS = 48;

function beginningAndEnd(text: string): string {
  const characters = [...text.replace(/\s+/g, " ")];
  if (characters.length <= 2 * ENDS) return characters.join("");
  return `${characters.slice(0, ENDS).join("")} … ${characters.slice(-ENDS).join("")}`;
}

/** By way of what is really sent: a mark that the dialect cannot carry is gone here too. */
function asSeen(tree: RichText, formatting: Capabilities["text"]["formatting"]): RichText {
  if (formatting === "plain") return plainTree(DIALECTS.plain.write(tree));
  return formatting === "whatsapp" ? fromWhatsapp(DIALECTS.whatsapp.write(tree)) : tree;
}
