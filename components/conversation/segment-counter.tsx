"use client";

import { useTranslations } from "next-intl";
import { DIALECTS } from "@/lib/rich-text/render";
import { countSegments, type Segments } from "@/lib/sms-segments";
import { contentOf, shownBy } from "./draft-content";
import type { Draft } from "./drafts";
import type { Capabilities } from "./types";

interface SegmentCounterProps {
  draft: Draft;
  /** Null for a note, which no network carries. */
  capabilities: Capabilities | null;
}

/** What the network will charge for, before it is sent; and the character, if there is one, that makes it more. */
export function SegmentCounter({ draft, capabilities }: SegmentCounterProps) {
  const t = useTranslations("writing");
  const { count, left, odd } = segmentsOf(draft, capabilities);
  if (count === 0) return null;
  return (
    <span className={odd && count > 1 ? "text-warn" : undefined} title={odd ? t("segmentsOdd", { character: odd }) : undefined}>
      {t("segments", { count, left })}
      {odd ? <span className="sr-only"> {t("segmentsOdd", { character: odd })}</span> : null}
    </span>
  );
}

/** The pieces of all messages that the draft becomes; none where the channel's networks do not count them. */
function segmentsOf({ text, buttons }: Draft, capabilities: Capabilities | null): Segments {
  const shown = capabilities?.text.segments ? shownBy(capabilities, { text: text.trim(), content: contentOf({ text, buttons }, true) }) : null;
  const counted = (shown?.trees ?? []).map((tree) => countSegments(DIALECTS.plain.write(tree)));
  return {
    count: counted.reduce((sum, { count }) => sum + count, 0),
    left: counted.at(-1)?.left ?? 0,
    odd: counted.find(({ odd }) => odd !== null)?.odd ?? null,
  };
}
