"use client";

import { useTranslations } from "next-intl";
import type { AttachmentView } from "@/lib/schemas/message";

const ROLES = ["reply", "mention", "shared"] as const;

/** What the customer did with a story: without that its picture says nothing. */
export function StoryCaption({ attachment: { data } }: { attachment: AttachmentView }) {
  const t = useTranslations("conversation");
  const role = ROLES.find((known) => known === data?.story);
  return role ? <p className="text-ink-3 text-xs">{t(`attachment.storyRole.${role}`)}</p> : null;
}
