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
    <section aria-label={t("preview", { channel })} className="mx-3 mb-2 max-h-44 overflow-y-auto rounded-control border border-line bg-sunken px-3 py-2">
      <p className="mb-1 text-2xs text-ink-3">{formatting === "plain" ? t("previewPlain", { channel }) : t("preview", { channel })}</p>
      <ol className="flex flex-col gap-2 text-ink">
        {trees.map((tree, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: messages of one text have no other name
          <li key={index}>
            {trees.length > 1 ? (
              <p className="mb-0.5 flex items-center gap-2 text-2xs text-ink-3 after:h-px after:flex-1 after:bg-line">
                {t("part", { number: index + 1, count: trees.length })}
              </p>
            ) : null}
            <RichTextView tree={asSeen(tree, formatting)} />
          </li>
        ))}
      </ol>
      {buttons.length > 0 ? (
        <div className="mt-2">
          <ButtonRow buttons={buttons} />
        </div>
      ) : null}
    </section>
  );
}

/** By way of what is really sent: a mark that the dialect cannot carry is gone here too. */
function asSeen(tree: RichText, formatting: Capabilities["text"]["formatting"]): RichText {
  if (formatting === "plain") return plainTree(DIALECTS.plain.write(tree));
  return formatting === "whatsapp" ? fromWhatsapp(DIALECTS.whatsapp.write(tree)) : tree;
}
