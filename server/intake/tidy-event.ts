import { oneLine } from "@/lib/schemas/text";
import type { InboundAttachment, InboundEvent, Party } from "@/server/channels/contract";
import { cleanFileName } from "@/server/messages/file-name";

const MAX_NAME = 200;
const MAX_SUBJECT = 500;
const MAX_EMOJI = 64;
const MAX_FACT = 4_096;
const MEDIA_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,120}$/;

/**
 * What strangers call themselves, their files and their subjects, fit to stand in our lists: one line, of a length that can
 * be shown, with nothing in it that turns around what stands beside it. What they say stays as they said it. Pure.
 */
export function tidyEvent(event: InboundEvent): InboundEvent {
  switch (event.type) {
    case "message":
      return {
        ...event,
        from: tidyParty(event.from),
        ...(event.conversationParty && { conversationParty: tidyParty(event.conversationParty) }),
        ...(event.subject !== undefined && { subject: oneLine(event.subject, MAX_SUBJECT) }),
        attachments: event.attachments.map(tidyAttachment),
      };
    case "echo":
      return { ...event, to: tidyParty(event.to), attachments: event.attachments.map(tidyAttachment) };
    case "reaction":
      return { ...event, from: tidyParty(event.from), emoji: oneLine(event.emoji, MAX_EMOJI) };
    case "notice":
      return { ...event, from: tidyParty(event.from), detail: event.detail === null ? null : oneLine(event.detail, MAX_SUBJECT) || null };
    default:
      return event;
  }
}

function tidyParty({ name, email, phone, locale, avatarUrl, ...party }: Party): Party {
  const told = { name: stated(name, MAX_NAME), email: stated(email, 320), phone: stated(phone, 40), locale: stated(locale, 35), avatarUrl: picture(avatarUrl) };
  return { ...party, ...known(told) };
}

function tidyAttachment({ name, mimeType, data, ...attachment }: InboundAttachment): InboundAttachment {
  const told = {
    name: name === undefined ? undefined : cleanFileName(name),
    mimeType: mimeType !== undefined && MEDIA_TYPE.test(mimeType) ? mimeType : undefined,
    data: data && Object.fromEntries(Object.entries(data).map(([key, fact]) => [key, typeof fact === "string" ? oneLine(fact, MAX_FACT) : fact])),
  };
  return { ...attachment, ...known(told) };
}

/** A name of nothing but tricks is none. */
function stated(value: string | undefined, max: number): string | undefined {
  return value === undefined ? undefined : oneLine(value, max) || undefined;
}

/** It becomes an image's address on agents' screens. */
function picture(url: string | undefined): string | undefined {
  return url !== undefined && url.length <= MAX_FACT && URL.canParse(url) && new URL(url).protocol === "https:" ? url : undefined;
}

function known<T extends object>(facts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
