import { agentView, teamView } from "@/lib/schemas/team";
import { listAgents } from "@/server/agents/list-agents";
import { listTeams } from "@/server/teams/list-teams";
import { defineRoute } from "../route";
import { listOf } from "../schemas";

export const peopleRoutes = [
  defineRoute({
    method: "GET",
    path: "/agents",
    permission: "agents.read",
    tag: "People",
    summary: "The workspace's active agents",
    responses: { 200: listOf(agentView) },
    run: async (scope) => ({ data: await listAgents(scope), nextCursor: null }),
  }),
  defineRoute({
    method: "GET",
    path: "/teams",
    permission: "agents.read",
    tag: "People",
    summary: "The workspace's teams",
    responses: { 200: listOf(teamView) },
    run: async (scope) => ({ data: await listTeams(scope), nextCursor: null }),
  }),
];
