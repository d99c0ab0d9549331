"use client";

import { useState } from "react";
import type { TemplateView } from "@/lib/schemas/template";
import { type ChosenTemplate, TemplateForm } from "./template-form";
import { TemplateList } from "./template-list";
import { useTemplates } from "./use-templates";

interface TemplatePanelProps {
  channelId: string;
  /** Asked for by the person; where it opens by itself, the keyboard stays where it was. */
  hasFocus: boolean;
  onSend(chosen: ChosenTemplate): void;
}

/** Choosing a template and filling it in: in the place of the text field when the window is shut, or over it when asked for. */
export function TemplatePanel({ channelId, hasFocus, onSend }: TemplatePanelProps) {
  const source = useTemplates(channelId);
  const [chosen, choose] = useState<TemplateView | null>(null);
  const [wasChosen, setWasChosen] = useState(false);
  if (!chosen)
    return (
      <TemplateList
        source={source}
        hasFocus={hasFocus || wasChosen}
        onChoose={(template) => {
          setWasChosen(true);
          choose(template);
        }}
      />
    );
  return (
    <TemplateForm
      key={chosen.id}
      template={chosen}
      onBack={() => choose(null)}
      onSend={(ready) => {
        onSend(ready);
        choose(null);
        setWasChosen(false);
      }}
    />
  );
}
