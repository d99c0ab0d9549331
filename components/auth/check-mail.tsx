import { MailCheck } from "lucide-react";

/** Something waits in the mailbox. */
export function CheckMail({ text }: { text: string }) {
  return (
    <p role="status" className="flex gap-3 text-ink-2 text-sm">
      <MailCheck className="mt-0.5 size-5 shrink-0 text-ok" aria-hidden />
      {text}
    </p>
  );
}
