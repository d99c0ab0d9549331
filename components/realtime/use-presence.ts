"use client";

import type { PresenceChannel } from "pusher-js";
import { useCallback, useEffect, useRef, useState } from "react";
import { useDesk } from "@/components/shell/desk-context";
import { useTRPCClient } from "@/components/trpc/context";
import { subscribeTopic } from "./pusher-socket";
import { useConnection } from "./realtime-provider";

export interface Viewer {
  agentId: string;
  name: string;
  isTyping: boolean;
}

interface Presence {
  /** Colleagues who look at this conversation now; never oneself. */
  viewers: Viewer[];
  isContactTyping: boolean;
  /** Tells the colleagues and a visitor's widget that I type; at most every three seconds. */
  announceTyping(): void;
}

const ANNOUNCE_MS = 3_000;
/** Two announcements and a little: one lost message does not make the dots flicker. */
const TYPING_MS = 7_000;

/** Who is in this conversation, and who types. Lives while the conversation is open on screen. */
export function usePresence(conversationId: string): Presence {
  const { pusher } = useConnection();
  const me = useDesk().seat.agentId;
  const client = useTRPCClient();
  const [members, setMembers] = useState<Map<string, string>>(new Map());
  const [typing, setTyping] = useState<Map<string, number>>(new Map());
  const announcedAt = useRef(0);

  useEffect(() => {
    if (!pusher) return;
    const topic = `presence-conversation-${conversationId}`;
    const note = (who: string, isTyping: boolean) => setTyping((old) => new Map(old).set(who, isTyping ? Date.now() : 0));
    const read = () => setMembers(readMembers(pusher.channel(topic) as PresenceChannel | undefined, me));
    const events = {
      "pusher:member_added": read,
      "pusher:member_removed": read,
      "client-typing": (_: unknown, meta?: { user_id?: string }) => meta?.user_id && note(meta.user_id, true),
      typing: (data: unknown) => note("contact", Boolean((data as { isTyping?: boolean } | null)?.isTyping)),
    };
    const stop = subscribeTopic(pusher, topic, { events, onSubscribed: read });
    return () => {
      stop();
      setMembers(new Map());
      setTyping(new Map());
    };
  }, [pusher, conversationId, me]);

  useExpiry(typing, setTyping);

  const announceTyping = useCallback(() => {
    if (!pusher || Date.now() - announcedAt.current < ANNOUNCE_MS) return;
    announcedAt.current = Date.now();
    pusher.channel(`presence-conversation-${conversationId}`)?.trigger("client-typing", {});
    // Colleagues hear it from the socket; a visitor is no member of the topic. A lost one costs nothing.
    client.realtime.typing.mutate({ conversationId, isTyping: true }).catch(() => {});
  }, [pusher, client, conversationId]);

  const viewers = [...members].map(([agentId, name]) => ({ agentId, name, isTyping: Boolean(typing.get(agentId)) }));
  return { viewers, isContactTyping: Boolean(typing.get("contact")), announceTyping };
}

function readMembers(channel: PresenceChannel | undefined, me: string): Map<string, string> {
  const members = new Map<string, string>();
  channel?.members.each(({ id, info }: { id: string; info?: { name?: string } }) => {
    if (id !== me) members.set(id, info?.name ?? "");
  });
  return members;
}

/** Typing ends by silence. */
function useExpiry(typing: Map<string, number>, setTyping: (update: (old: Map<string, number>) => Map<string, number>) => void): void {
  const isAnybody = [...typing.values()].some(Boolean);
  useEffect(() => {
    if (!isAnybody) return;
    const timer = setInterval(() => {
      const oldest = Date.now() - TYPING_MS;
      setTyping((old) => new Map([...old].filter(([, at]) => at > oldest)));
    }, 1_000);
    return () => clearInterval(timer);
  }, [isAnybody, setTyping]);
}
