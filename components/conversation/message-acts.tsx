"use client";

import { Ellipsis, Pencil, SmilePlus, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { useDesk } from "@/components/shell/desk-context";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import type { MessageView } from "@/lib/schemas/message";
import { EditMessage } from "./edit-message";
import { ReactionPicker } from "./reaction-picker";
import type { Conversation } from "./types";
import { UnsendMessage } from "./unsend-message";

interface Acts {
  channelId: string;
  channel: string;
  known: Conversation["replyChannel"]["acts"];
}

const ActsContext = createContext<Acts | null>(null);

/** What the conversation's channel lets us do with its messages. */
export function MessageActsProvider({ conversation, children }: { conversation: Conversation; children: ReactNode }) {
  const { channelId, channel, replyChannel } = conversation;
  const known = replyChannel.isConnected ? replyChannel.acts.join() : "";
  const acts = useMemo(() => ({ channelId, channel: channel.name, known: known.split(",") as Acts["known"] }), [channelId, channel.name, known]);
  return <ActsContext value={acts}>{children}</ActsContext>;
}

const AT_CUSTOMER = ["sent", "delivered", "read"];

/** What of it can be done with this message by this agent. */
function useActs(message: MessageView): { mayReact: boolean; mayEdit: boolean; mayUnsend: boolean; channel: string } {
  const { may, seat } = useDesk();
  const acts = useContext(ActsContext);
  const isThere = acts?.channelId === message.channelId && !message.deletedAt && message.externalId !== null && may("conversations.reply");
  const isOurs = message.kind === "outbound" && AT_CUSTOMER.includes(message.delivery?.status ?? "");
  const knows = (act: Acts["known"][number]) => isThere && acts.known.includes(act);
  return {
    channel: acts?.channel ?? "",
    mayReact: knows("react") && (message.kind === "inbound" || isOurs),
    mayEdit: knows("edit") && isOurs && message.author.id === seat.agentId && Boolean(message.text),
    mayUnsend: knows("unsend") && isOurs,
  };
}

/** A reaction, a correction, a taking back: beside the message, when it is pointed at or has the focus. Nothing where the platform knows none. */
export function MessageActs({ message }: { message: MessageView }) {
  const t = useTranslations("conversation");
  const { mayReact, mayEdit, mayUnsend, channel } = useActs(message);
  const [open, setOpen] = useState<"edit" | "unsend" | null>(null);
  const close = () => setOpen(null);
  if (!mayReact && !mayEdit && !mayUnsend) return null;
  return (
    <span className="flex shrink-0 items-center self-center opacity-0 transition-opacity focus-within:opacity-100 group-hover/message:opacity-100 has-data-[state=open]:opacity-100 [@media(hover:none)]:opacity-100">
      {mayReact ? (
        <ReactionPicker message={message}>
          <IconButton size="sm" label={t("react")}>
            <SmilePlus aria-hidden />
          </IconButton>
        </ReactionPicker>
      ) : null}
      {mayEdit || mayUnsend ? (
        <Menu>
          <MenuTrigger asChild>
            <IconButton size="sm" label={t("messageMenu")}>
              <Ellipsis aria-hidden />
            </IconButton>
          </MenuTrigger>
          <MenuContent align="end">
            {mayEdit ? (
              <MenuItem onSelect={() => setOpen("edit")}>
                <Pencil aria-hidden />
                {t("edit")}
              </MenuItem>
            ) : null}
            {mayUnsend ? (
              <MenuItem tone="danger" onSelect={() => setOpen("unsend")}>
                <Undo2 aria-hidden />
                {t("unsend")}
              </MenuItem>
            ) : null}
          </MenuContent>
        </Menu>
      ) : null}
      {open === "edit" ? <EditMessage message={message} channel={channel} onClose={close} /> : null}
      {open === "unsend" ? <UnsendMessage messageId={message.id} channel={channel} onClose={close} /> : null}
    </span>
  );
}
