"use client";

import { useLocale, useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { shortTime } from "@/lib/dates";
import type { TemplateView } from "@/lib/schemas/template";
import { readableName } from "./find-templates";
import { useCategoryLabel } from "./use-category-label";
import { useLanguageLabel } from "./use-language-label";
import { useTemplates } from "./use-templates";

const TONES = { approved: "ok", pending: "grey", rejected: "danger", paused: "warn", disabled: "danger" } as const;

/** A channel's templates and how each stands at the platform, on the channel's page. */
export function TemplatesCard({ channelId }: { channelId: string }) {
  const t = useTranslations("templates");
  const locale = useLocale();
  const { templates, syncedAt, failure, isLoading, isSyncing, sync } = useTemplates(channelId);
  const synced = syncedAt ? t("synced", { time: shortTime(new Date(syncedAt), { locale, now: new Date() }) }) : t("neverSynced");
  return (
    <Card aria-label={t("title")}>
      <CardHeader
        title={t("title")}
        description={failure ? t("failed", { reason: failure }) : synced}
        action={
          <Button onClick={sync} disabled={isSyncing}>
            {isSyncing ? t("syncing") : t("sync")}
          </Button>
        }
      />
      <CardBody>
        {templates.length === 0 && !isLoading ? <p className="text-ink-2 text-sm">{t("none")}</p> : null}
        <ul className="divide-y divide-line">
          {templates.map((template) => (
            <Row key={template.id} template={template} />
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}

function Row({ template }: { template: TemplateView }) {
  const t = useTranslations("templates");
  const labelOf = useLanguageLabel();
  const categoryOf = useCategoryLabel();
  const { name, language, category, status, reason, definition } = template;
  return (
    <li className="flex flex-col gap-1 py-2.5 first:pt-0 last:pb-0">
      <span className="flex flex-wrap items-center gap-2">
        <span className="font-medium text-ink text-sm">{readableName(name)}</span>
        <Badge tone={TONES[status]}>{t(`status.${status}`)}</Badge>
        <span className="text-2xs text-ink-3">
          {labelOf(language)} · {categoryOf(category)}
        </span>
      </span>
      {reason ? <span className="text-danger text-xs">{t("reason", { reason })}</span> : null}
      <span className="line-clamp-2 text-ink-2 text-xs" dir="auto">
        {definition.body}
      </span>
    </li>
  );
}
