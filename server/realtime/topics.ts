/** Names of the Pusher topics. Authorised at /api/realtime/auth, one by one. */
export const topics = {
  tenant: (tenantId: string) => `private-tenant-${tenantId}`,
  agent: (agentId: string) => `private-agent-${agentId}`,
  conversation: (conversationId: string) => `presence-conversation-${conversationId}`,
  widget: (sessionId: string) => `private-widget-${sessionId}`,
};

/** The one event name on every topic; data is one event of /events or `{events: [...]}`. */
export const CHANGED = "changed";
