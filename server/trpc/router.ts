import { agentsRouter } from "./routers/agents";
import { channelsRouter } from "./routers/channels";
import { contactsRouter } from "./routers/contacts";
import { conversationsRouter } from "./routers/conversations";
import { eventsRouter } from "./routers/events";
import { messagesRouter } from "./routers/messages";
import { peopleRouter } from "./routers/people";
import { realtimeRouter } from "./routers/realtime";
import { sessionRouter } from "./routers/session";
import { teamsRouter } from "./routers/teams";
import { templatesRouter } from "./routers/templates";
import { tenantsRouter } from "./routers/tenants";
import { router } from "./trpc";

/** Every procedure of the screens, one router a domain. */
export const appRouter = router({
  agents: agentsRouter,
  channels: channelsRouter,
  contacts: contactsRouter,
  conversations: conversationsRouter,
  events: eventsRouter,
  messages: messagesRouter,
  people: peopleRouter,
  realtime: realtimeRouter,
  session: sessionRouter,
  teams: teamsRouter,
  templates: templatesRouter,
  tenants: tenantsRouter,
});

export type AppRouter = typeof appRouter;
