"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { contactName } from "@/components/inbox/contact-name";
import { useDesk } from "@/components/shell/desk-context";
import { Avatar } from "@/components/ui/avatar";
import { Time } from "@/components/ui/time";
import type { ContactView } from "@/lib/schemas/contact";

/** One person in the list: name, addresses, since when. */
export function ContactRow({ contact }: { contact: ContactView }) {
  const inbox = useTranslations("inbox");
  const { path } = useDesk();
  const name = contactName(contact, inbox("visitor"));
  return (
    <li className="border-line border-b [content-visibility:auto] [contain-intrinsic-size:auto_56px]">
      <Link href={path(`/contacts/${contact.id}`)} className="-outline-offset-2 flex h-14 items-center gap-3 px-5 hover:bg-hover max-md:px-4">
        <Avatar id={contact.id} name={name} src={contact.avatarUrl} />
        <span className="min-w-0 flex-1 truncate font-medium text-ink text-sm" title={name}>
          {name}
        </span>
        <span className="w-1/4 truncate text-ink-2 text-sm max-md:hidden">{contact.email}</span>
        <span className="w-1/6 truncate text-ink-2 text-sm max-lg:hidden">{contact.phone}</span>
        <Time at={contact.createdAt} className="shrink-0 text-ink-3 text-xs" />
      </Link>
    </li>
  );
}
