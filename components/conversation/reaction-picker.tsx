"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { cn } from "@/lib/cn";
import type { MessageView } from "@/lib/schemas/message";
import { MORE_EMOJIS, USUAL_EMOJIS } from "./emojis";
import { useMessageAct } from "./use-message-act";

/** One emoji for a message, from us all; pressed again it is taken back. */
export function ReactionPicker({ message, children }: { message: MessageView; children: ReactNode }) {
  const t = useTranslations("conversation");
  const [isOpen, setIsOpen] = useState(false);
  const [isMore, setIsMore] = useState(false);
  const { act, isBusy } = useMessageAct();
  const ours = message.reactions.find(({ authorType }) => authorType === "agent")?.emoji;
  const choose = (emoji: string) => {
    setIsOpen(false);
    const action = emoji === ours ? "remove" : "add";
    void act((client) => client.messages.react.mutate({ messageId: message.id, emoji, action }), t("reactFailed"));
  };
  return (
    <Popover
      open={isOpen}
      onOpenChange={(open) => {
        setIsOpen(open);
        setIsMore(false);
      }}
    >
      <PopoverTrigger asChild>{children}</PopoverTrigger>
      <PopoverContent title={t("react")} side="top" className="w-auto p-1">
        <div className="grid grid-cols-[repeat(6,auto)] gap-0.5">
          {[...USUAL_EMOJIS, ...(isMore ? MORE_EMOJIS : [])].map((emoji) => (
            <button
              key={emoji}
              type="button"
              disabled={isBusy}
              aria-pressed={emoji === ours}
              aria-label={t(emoji === ours ? "takeReactionBack" : "reactWith", { emoji })}
              onClick={() => choose(emoji)}
              className={cn(
                "flex size-9 items-center justify-center rounded-control text-lg hover:bg-hover max-md:size-11",
                emoji === ours && "bg-accent-soft",
              )}
            >
              {emoji}
            </button>
          ))}
        </div>
        {isMore ? null : (
          <button
            type="button"
            onClick={() => setIsMore(true)}
            className="mt-0.5 h-8 w-full rounded-control text-ink-2 text-xs hover:bg-hover hover:text-ink max-md:h-11"
          >
            {t("moreEmojis")}
          </button>
        )}
      </PopoverContent>
    </Popover>
  );
}
