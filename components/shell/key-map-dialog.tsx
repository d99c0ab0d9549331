"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { Switch } from "@/components/ui/switch";
import { drawKey, KEYS, type KeyScope } from "@/lib/keys";
import { useSingleKeys } from "./key-context";
import { useIsMac } from "./use-is-mac";

const SCOPES = [
  { scope: "anywhere", title: "scopeAnywhere" },
  { scope: "list", title: "scopeList" },
  { scope: "conversation", title: "scopeConversation" },
  { scope: "composer", title: "scopeComposer" },
] as const satisfies { scope: KeyScope; title: string }[];

/** All keys, from the registry: what is not listed does not exist. */
export function KeyMapDialog({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange(isOpen: boolean): void }) {
  const t = useTranslations("shell");
  const [areSingleKeysOn, setSingleKeys] = useSingleKeys();
  const switchId = useId();
  return (
    <Dialog open={isOpen} onOpenChange={onOpenChange}>
      <DialogContent title={t("keysTitle")} description={t("keysHint")} className="w-[min(40rem,calc(100vw-2rem))]">
        <div className="mb-4 flex items-center gap-3">
          <Switch id={switchId} checked={areSingleKeysOn} onCheckedChange={setSingleKeys} />
          <label htmlFor={switchId} className="text-ink text-sm">
            {t("singleKeys")}
          </label>
        </div>
        <div className="gap-8 md:columns-2">
          {SCOPES.map(({ scope, title }) => (
            <section key={scope} className="mb-5 break-inside-avoid">
              <h3 className="mb-1.5 text-ink-3 text-xs">{t(title)}</h3>
              <dl>
                {KEYS.filter((binding) => binding.scope === scope).map((binding) => (
                  <div key={binding.id} className="flex min-h-7 items-center justify-between gap-4">
                    <dt className="text-ink text-sm">{t(binding.label)}</dt>
                    <dd className="flex gap-1">
                      <Keys keys={binding.keys} />
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </DialogContent>
    </Dialog>
  );
}

function Keys({ keys }: { keys: readonly string[] }) {
  const isMac = useIsMac();
  return keys.map((key) => (
    <span key={key} className="flex gap-1">
      {key.split(" ").map((part) => (
        <Kbd key={part}>{drawKey(part, isMac)}</Kbd>
      ))}
    </span>
  ));
}
