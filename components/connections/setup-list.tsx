"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/context";
import { cn } from "@/lib/cn";
import { ConnectSteps } from "./connect-steps";
import { CopyBox } from "./copy-box";
import type { Setup } from "./types";
import { useWords } from "./use-words";

const LOOK_MS = 2_000;

/** How far a channel has come; asked again until all of it has been seen. */
export function useSetup(channelId: string) {
  const isDone = (setup: Setup | undefined) => setup?.done.every((step) => step.isDone) ?? false;
  const query = useQuery(useTRPC().channels.setup.queryOptions({ id: channelId }, { refetchInterval: ({ state }) => (isDone(state.data) ? false : LOOK_MS) }));
  return { setup: query.data, isDone: isDone(query.data) };
}

/** From connected to the first answer: each step turns green by what was seen. Under the address stands what is to be done at the platform. */
export function SetupList({ setup, channelId }: { setup: Setup; channelId: string }) {
  const t = useTranslations("channels");
  const next = setup.done.findIndex((step) => !step.isDone);
  // The platform's own steps are shown where they belong: until it calls us, or until the first message where nobody does.
  const place = setup.done.some(({ step }) => step === "address") ? "address" : "inbound";
  return (
    <ol className="flex flex-col gap-2.5 text-sm" aria-live="polite">
      {setup.done.map(({ step, isDone }, index) => (
        <li key={step} data-state={isDone ? "done" : "waiting"} className="flex flex-col gap-2">
          <span className={cn("flex items-center gap-2", isDone ? "text-ok" : index === next ? "text-ink" : "text-ink-3")}>
            <StepGlyph state={isDone ? "done" : index === next ? "next" : "waiting"} />
            {t(`setup.${step}`)}
          </span>
          {step === place && !isDone ? (
            <div className="ml-6">
              <AtThePlatform setup={setup} channelId={channelId} />
            </div>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

function StepGlyph({ state }: { state: "done" | "next" | "waiting" }) {
  const t = useTranslations("channels");
  if (state === "done") return <Check className="size-4 shrink-0" aria-label={t("stepDone")} />;
  if (state === "next") return <LoaderCircle className="size-4 shrink-0 animate-spin text-ink-3 motion-reduce:animate-none" aria-label={t("stepNext")} />;
  return <span className="m-[3px] size-2.5 shrink-0 rounded-full border border-line-strong" role="img" aria-label={t("stepWaiting")} />;
}

/** The platform's own steps, with our address and the secrets that its console wants. */
export function AtThePlatform({ setup: { steps, secrets, host, webhookUrl }, channelId }: { setup: Setup; channelId: string }) {
  const words = useWords();
  return (
    <div className="flex flex-col gap-3">
      <ConnectSteps steps={steps} values={{ host, channelId, webhookUrl }} />
      {secrets.map(({ name, label, value }) => (
        <CopyBox key={name} label={words(label)} text={value} />
      ))}
    </div>
  );
}
