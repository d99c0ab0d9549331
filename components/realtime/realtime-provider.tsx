"use client";

import { useQuery } from "@tanstack/react-query";
import type Pusher from "pusher-js";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useInboxEvents } from "@/components/inbox/use-inbox-events";
import { useTRPC, useTRPCClient } from "@/components/trpc/context";
import { useAfter } from "@/components/ui/use-after";
import { createFeed, type Feed } from "./feed";
import { connectPusher, type SocketState, subscribeTopic } from "./pusher-socket";
import { useRenewedAccess } from "./use-renewed-access";

interface Connection {
  /** live: level with the server. reconnecting: the push is away, the screen asks by itself. offline: the server cannot be reached. */
  state: "live" | "reconnecting" | "offline";
  /** When the screen was last level. */
  syncedAt: Date;
  /** For presence; null until connected once. */
  pusher: Pusher | null;
  /** The cursor of the newest change that this screen has heard of. */
  heardUpTo(): number;
}

const ConnectionContext = createContext<Connection | null>(null);

export function useConnection(): Connection {
  const connection = useContext(ConnectionContext);
  if (!connection) throw new Error("useConnection outside the desk");
  return connection;
}

/** With the push the cursor is only checked; without it this is how changes arrive. */
const CHECK_MS = 30_000;
const CHECK_WITHOUT_PUSH_MS = 4_000;
/** A reconnect shorter than this is nobody's business. */
const PATIENCE_MS = 3_000;

/** Keeps every query of the desk level with the tenant's change feed, whatever happens to the network or the machine. */
export function RealtimeProvider({ initialCursor, children }: { initialCursor: number; children: ReactNode }) {
  const [socket, setSocket] = useState<SocketState>("connecting");
  const [pusher, setPusher] = useState<Pusher | null>(null);
  const { feed, syncedAt, isReachable } = useFeed(initialCursor);
  usePusher({ feed, setPusher, setSocket });
  useChecks(feed, socket === "connected" ? CHECK_MS : CHECK_WITHOUT_PUSH_MS);
  const isSocketAway = useAfter(socket !== "connected", PATIENCE_MS);
  const hasNetwork = useHasNetwork();
  const state = !isReachable || !hasNetwork ? "offline" : isSocketAway ? "reconnecting" : "live";
  return <ConnectionContext value={{ state, syncedAt, pusher, heardUpTo: feed.heardUpTo }}>{children}</ConnectionContext>;
}

function useFeed(initialCursor: number) {
  const client = useTRPCClient();
  const { apply, reset } = useInboxEvents();
  const [syncedAt, setSyncedAt] = useState(() => new Date());
  const [isReachable, setIsReachable] = useState(true);
  const deps = useRef({ client, apply, reset });
  useEffect(() => {
    deps.current = { client, apply, reset };
  });
  const [feed] = useState<Feed>(() =>
    createFeed({
      initialCursor,
      since: async (after) => {
        try {
          const page = await deps.current.client.events.since.query({ after });
          setIsReachable(true);
          return page;
        } catch (error) {
          setIsReachable(false);
          throw error;
        }
      },
      apply: (events) => deps.current.apply(events),
      reset: () => deps.current.reset(),
      onSynced: setSyncedAt,
    }),
  );
  return { feed, syncedAt, isReachable };
}

interface PusherHooks {
  feed: Feed;
  setPusher(pusher: Pusher): void;
  setSocket(state: SocketState): void;
}

function usePusher({ feed, setPusher, setSocket }: PusherHooks): void {
  const trpc = useTRPC();
  const { data: config } = useQuery(trpc.realtime.config.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY, retry: true }));
  const renewAccess = useRenewedAccess();
  useEffect(() => {
    if (!config) return;
    let isGone = false;
    let close = () => {};
    const onState = (state: SocketState) => {
      if (isGone) return;
      setSocket(state);
      // What happened while the socket was away did not arrive by it.
      if (state === "connected") feed.catchUp();
    };
    connectPusher(config, { onState, mayReturn: async () => !isGone && (await renewAccess()) && !isGone }).then((pusher) => {
      if (isGone) return pusher.disconnect();
      setPusher(pusher);
      const stops = config.topics.map((topic) => subscribeTopic(pusher, topic, { events: { changed: feed.receive }, onSubscribed: feed.catchUp }));
      close = () => {
        for (const stop of stops) stop();
        pusher.disconnect();
      };
    });
    return () => {
      isGone = true;
      close();
    };
  }, [config, feed, renewAccess, setPusher, setSocket]);
}

/**
 * A laptop that slept, a tab that was hidden, a network that came back: ask at once, and every so often in any case. Also when it
 * goes: the question fails and the bar is there, half a minute before the socket misses its first answer.
 */
function useChecks(feed: Feed, intervalMs: number): void {
  useEffect(() => {
    const check = () => {
      if (document.visibilityState === "visible") feed.catchUp();
    };
    const timer = setInterval(check, intervalMs);
    window.addEventListener("online", check);
    window.addEventListener("offline", check);
    window.addEventListener("focus", check);
    document.addEventListener("visibilitychange", check);
    return () => {
      clearInterval(timer);
      window.removeEventListener("online", check);
      window.removeEventListener("offline", check);
      window.removeEventListener("focus", check);
      document.removeEventListener("visibilitychange", check);
    };
  }, [feed, intervalMs]);
}

/** What the browser itself knows: it hears of a pulled cable long before a socket does. */
function useHasNetwork(): boolean {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener("online", listener);
      window.addEventListener("offline", listener);
      return () => {
        window.removeEventListener("online", listener);
        window.removeEventListener("offline", listener);
      };
    },
    () => navigator.onLine,
    () => true,
  );
}
