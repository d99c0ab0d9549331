import * as z from "zod";

export const agentView = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(["owner", "admin", "supervisor", "agent", "viewer"]),
  status: z.enum(["online", "away", "offline"]),
  teamIds: z.array(z.string()),
});
export type AgentView = z.output<typeof agentView>;

export const teamView = z.object({ id: z.string(), name: z.string(), memberIds: z.array(z.string()) });
export type TeamView = z.output<typeof teamView>;
