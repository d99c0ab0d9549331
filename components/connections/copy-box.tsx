"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";

interface CopyBoxProps {
  /** Left out where the words before it say what it is. */
  label?: string;
  text: string;
  className?: string;
}

/** Text to be taken elsewhere, whole, with one press. */
export function CopyBox({ label, text, className }: CopyBoxProps) {
  const t = useTranslations("common");
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      {label ? <p className="font-medium text-ink text-sm">{label}</p> : null}
      <div className="flex items-start gap-2 rounded-control border border-line bg-sunken p-2">
        <code className="min-w-0 flex-1 select-all break-all py-1 font-mono text-ink-2 text-xs">{text}</code>
        <Button size="sm" variant="quiet" onClick={copy}>
          {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
          {isCopied ? t("copied") : t("copy")}
        </Button>
      </div>
    </div>
  );
}
