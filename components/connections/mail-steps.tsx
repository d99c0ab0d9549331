import { Check, CircleDashed, LoaderCircle, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/lib/cn";

export type StepState = "waiting" | "working" | "done" | "failed";
export type MailSteps = Record<"imap" | "smtp" | "mail", StepState>;

const GLYPH = { waiting: CircleDashed, working: LoaderCircle, done: Check, failed: X };
const COLOUR = { waiting: "text-ink-3", working: "text-ink-2", done: "text-ok", failed: "text-danger" };

/** How far connecting a mailbox has come: read, send, and the first mail. */
export function MailStepsList({ steps }: { steps: MailSteps }) {
  const t = useTranslations("mailbox");
  return (
    <ol className="flex flex-col gap-1.5 text-sm" aria-live="polite">
      {(["imap", "smtp", "mail"] as const).map((step) => {
        const state = steps[step];
        const Glyph = GLYPH[state];
        return (
          <li key={step} className={cn("flex items-center gap-2", COLOUR[state])} data-state={state}>
            <Glyph aria-label={t(`stepState.${state}`)} className={cn("size-4 shrink-0", state === "working" && "animate-spin motion-reduce:animate-none")} />
            {t(`step.${step}`)}
          </li>
        );
      })}
    </ol>
  );
}

const ORDER = ["imap", "smtp", "mail"] as const;

/** Servers are asked one after the other, so the side that failed says how far it came. */
export function stepsOf({ isPending, failed }: { isPending: boolean; failed: "imap" | "smtp" | null }): MailSteps {
  const place = failed ? ORDER.indexOf(failed) : -1;
  const state = (index: number): StepState => {
    if (isPending) return index === 0 ? "working" : "waiting";
    if (!failed) return "waiting";
    if (index === place) return "failed";
    return index < place ? "done" : "waiting";
  };
  return { imap: state(0), smtp: state(1), mail: "waiting" };
}
