"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Tag, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useKeyHandlers } from "@/components/shell/key-context";
import { useTRPC } from "@/components/trpc/context";
import { isComposing } from "@/lib/keys";

interface ConversationTagsProps {
  tags: string[];
  mayChange: boolean;
  onChange(tags: string[]): void;
}

const MAX_LENGTH = 60;

/** Tags of the conversation, with the workspace's own tags to choose from. */
export function ConversationTags({ tags, mayChange, onChange }: ConversationTagsProps) {
  const t = useTranslations("contact");
  return (
    <ul className="flex flex-wrap items-center gap-1.5">
      {tags.map((tag) => (
        <li key={tag} className="flex h-6 max-w-full items-center gap-1 rounded-chip border border-line bg-surface pl-1.5 text-ink-2 text-xs">
          <Tag className="size-3 shrink-0 text-ink-3" aria-hidden />
          <span className="truncate pr-1.5" title={tag}>
            {tag}
          </span>
          {mayChange ? (
            <button
              type="button"
              aria-label={t("removeTag", { tag })}
              onClick={() => onChange(tags.filter((other) => other !== tag))}
              className="-ml-1 flex size-6 shrink-0 items-center justify-center rounded-chip text-ink-3 hover:bg-hover hover:text-ink"
            >
              <X className="size-3" aria-hidden />
            </button>
          ) : null}
        </li>
      ))}
      {mayChange ? <AddTag tags={tags} onAdd={(tag) => onChange([...tags, tag])} /> : null}
      {tags.length === 0 && !mayChange ? <li className="text-ink-3 text-sm">{t("noTags")}</li> : null}
    </ul>
  );
}

function AddTag({ tags, onAdd }: { tags: string[]; onAdd(tag: string): void }) {
  const t = useTranslations("contact");
  const trpc = useTRPC();
  const listId = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [value, setValue] = useState("");
  const { data: known = [] } = useQuery(trpc.conversations.tags.queryOptions(undefined, { enabled: isOpen }));
  // At once: what is typed after the key must already find the field.
  useKeyHandlers({ tag: () => flushSync(() => setIsOpen(true)) });
  const close = () => {
    setIsOpen(false);
    setValue("");
    requestAnimationFrame(() => button.current?.focus());
  };
  const add = () => {
    const tag = value.trim();
    if (tag && !tags.includes(tag)) onAdd(tag);
    setValue("");
  };
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === "Enter") add();
    if (event.key === "Escape") close();
    if (event.key === "Enter" || event.key === "Escape") event.preventDefault();
  }
  if (!isOpen)
    return (
      <li>
        <button
          ref={button}
          type="button"
          onClick={() => setIsOpen(true)}
          className="flex h-6 items-center gap-1 rounded-chip px-1.5 text-ink-2 text-xs hover:bg-hover hover:text-ink max-md:h-11"
        >
          <Plus className="size-3" aria-hidden />
          {t("addTag")}
        </button>
      </li>
    );
  return (
    <li className="w-full">
      <input
        // biome-ignore lint/a11y/noAutofocus: the person has just asked for this field
        autoFocus
        value={value}
        list={listId}
        maxLength={MAX_LENGTH}
        aria-label={t("newTag")}
        placeholder={t("newTag")}
        onChange={(event) => setValue(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => {
          add();
          setIsOpen(false);
        }}
        className="h-7 w-full rounded-control border border-line-strong bg-surface px-2 text-ink text-xs"
      />
      <datalist id={listId}>
        {known
          .filter((tag) => !tags.includes(tag))
          .map((tag) => (
            <option key={tag} value={tag} />
          ))}
      </datalist>
    </li>
  );
}
