"use client";

import { useTranslations } from "next-intl";
import { CopyBox } from "./copy-box";
import { type StepPart, type StepValues, stepParts } from "./step-parts";
import type { Words } from "./types";
import { useWords } from "./use-words";

/** What the person does at the platform, in order; what is to be taken there is copied with one press. */
export function ConnectSteps({ steps, values }: { steps: Words[]; values: StepValues }) {
  const words = useWords();
  if (steps.length === 0) return null;
  const Frame = steps.length === 1 ? "div" : "ol";
  const Item = steps.length === 1 ? "div" : "li";
  return (
    <Frame className="flex flex-col gap-2.5 text-ink-2 text-sm [&>li]:ml-4 [&>li]:list-decimal">
      {steps.map((step) => (
        <Item key={step.en}>
          {stepParts(words(step), values).map((part, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one sentence stay where they are
            <Part key={place} part={part} />
          ))}
        </Item>
      ))}
    </Frame>
  );
}

function Part({ part }: { part: StepPart }) {
  const t = useTranslations("channels");
  if ("text" in part) return <span>{part.text} </span>;
  if (part.copy === null) return <span className="text-ink-3">{t("addressLater")} </span>;
  return <CopyBox text={part.copy} className="my-1.5" />;
}
