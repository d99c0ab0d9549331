import { channelsRouter } from "./routers/channels";
import { eventsRouter } from "./routers/events";
import { realtimeRouter } from "./routers/realtime";
import { sessionRouter } from "./routers/session";
import { router } from "./trpc";

/** Every procedure of the screens, one router a domain. */
export const appRouter = router({
  channels: channelsRouter,
  events: eventsRouter,
  realtime: realtimeRouter,
  session: sessionRouter,
});

export type AppRouter = typeof appRouter;
