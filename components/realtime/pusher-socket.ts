import type { inferRouterOutputs } from "@trpc/server";
import type Pusher from "pusher-js";
import type { AppRouter } from "@/server/trpc/router";
import { signInSocket } from "./sign-in-socket";

export type SocketState = "connecting" | "connected" | "away";

type RealtimeConfig = inferRouterOutputs<AppRouter>["realtime"]["config"];

interface SocketOwner {
  onState(state: SocketState): void;
  /** After the server ended the connection: whether this screen may come back. */
  mayReturn(): Promise<boolean>;
}

/**
 * Opens the socket and signs it in: WebSocket only, since the library would otherwise load fallbacks from a foreign host. The library
 * is fetched when first needed.
 */
export async function connectPusher(config: RealtimeConfig, { onState, mayReturn }: SocketOwner): Promise<Pusher> {
  const { default: PusherClient } = await import("pusher-js");
  const ownHost = config.host ? { wsHost: config.host, wsPort: config.port, wssPort: config.port, forceTLS: config.tls } : { forceTLS: true };
  const pusher = new PusherClient(config.key, {
    ...ownHost,
    // Required by the library also where it is not used.
    cluster: config.cluster,
    enabledTransports: ["ws", "wss"],
    disableStats: true,
    channelAuthorization: { endpoint: config.authEndpoint, transport: "ajax" },
    userAuthentication: { endpoint: config.userAuthEndpoint, transport: "ajax" },
  });
  pusher.connection.bind("state_change", ({ current }: { current: string }) =>
    onState(current === "connected" ? "connected" : current === "connecting" ? "connecting" : "away"),
  );
  signInSocket(pusher, { mayReturn });
  return pusher;
}

/** `meta.user_id` is who sent a client event, vouched for by the server. */
type TopicHandler = (data: unknown, meta?: { user_id?: string }) => void;

interface TopicListener {
  events: Record<string, TopicHandler>;
  onSubscribed(): void;
}

const RETRY_MS = 3_000;

/**
 * Listens to a topic until the returned function is called. A refused or failed authorisation is not retried by the library before
 * the next reconnect, so it is here, with jitter: after a restart every screen of a tenant comes back in the same second.
 */
export function subscribeTopic(pusher: Pusher, topic: string, { events, onSubscribed }: TopicListener): () => void {
  const channel = pusher.subscribe(topic);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onError = ({ status }: { status?: number }) => {
    if (status === 403) return;
    timer = setTimeout(
      () => {
        if (pusher.connection.state === "connected" && !channel.subscribed) channel.subscribe();
      },
      RETRY_MS * (1 + Math.random()),
    );
  };
  for (const [event, handler] of Object.entries(events)) channel.bind(event, handler);
  channel.bind("pusher:subscription_succeeded", onSubscribed);
  channel.bind("pusher:subscription_error", onError);
  return () => {
    clearTimeout(timer);
    channel.unbind();
    pusher.unsubscribe(topic);
  };
}
