import { ExternalLink } from "lucide-react";
import { buttonsOfTemplate } from "@/components/templates/buttons-of-template";
import { type Button, messageContent } from "@/lib/schemas/content";
import type { MessageView } from "@/lib/schemas/message";
import { MessageText } from "./message-text";

/** What a message says, formatted where it is, and the buttons that went with it. */
export function MessageWords({ message: { text, payload } }: { message: Pick<MessageView, "text" | "payload"> }) {
  const markdown = typeof payload?.markdown === "string" ? payload.markdown : null;
  const content = messageContent.safeParse(payload ?? {}).data;
  const buttons = content?.buttons ?? buttonsOfTemplate(content?.template);
  return (
    <>
      {text ? <MessageText text={markdown ?? text} isMarkdown={markdown !== null || content?.format === "markdown"} /> : null}
      {buttons.length > 0 ? <ButtonRow buttons={buttons} /> : null}
    </>
  );
}

/** Buttons as the customer has them: here nobody presses them. */
export function ButtonRow({ buttons }: { buttons: Button[] }) {
  return (
    <ul className="flex flex-wrap gap-1.5">
      {buttons.map((button, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two buttons may say the same
        <li key={index} className="flex max-w-full items-center gap-1 rounded-full border border-accent/40 bg-surface px-2.5 py-0.5 text-accent-ink text-xs">
          <span className="truncate" title={button.type === "link" ? button.url : undefined}>
            {button.title}
          </span>
          {button.type === "link" ? <ExternalLink className="size-3 shrink-0" aria-hidden /> : null}
        </li>
      ))}
    </ul>
  );
}
