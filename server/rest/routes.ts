import type { Route } from "./route";
import { channelRoutes } from "./routes/channels";
import { contactRoutes } from "./routes/contacts";
import { conversationRoutes } from "./routes/conversations";
import { feedRoutes } from "./routes/feed";
import { inboundRoutes } from "./routes/inbound";
import { inboundEventRoutes } from "./routes/inbound-events";
import { messageRoutes } from "./routes/messages";
import { peopleRoutes } from "./routes/people";
import { templateRoutes } from "./routes/templates";
import { uploadRoutes } from "./routes/uploads";

/** The whole of /api/v1 but for health and the description of itself. Served from here, described from here. */
export const ROUTES: Route[] = [
  ...conversationRoutes,
  ...messageRoutes,
  ...contactRoutes,
  ...channelRoutes,
  ...templateRoutes,
  ...inboundRoutes,
  ...inboundEventRoutes,
  ...uploadRoutes,
  ...feedRoutes,
  ...peopleRoutes,
];
