-- Lists that would grow with the tenant otherwise. What no team and nobody owns is a source of the lists of agents who see
-- their teams' alone (visibility.ts): without an index of its own, all that is unassigned is read to find it. And the
-- longest waiting of one owner or team would be found by sorting all of theirs. Partial, so that few rows are in each.
-- coalesce, because the planner knows no correlation: by two nulls it found conversations_unassigned as good and read it all.
create index conversations_ownerless on conversations (tenant_id, status, last_activity_at desc, id) where coalesce(team_id, assignee_id) is null;
create index conversations_ownerless_waiting on conversations (tenant_id, status, waiting_since, id)
  where waiting_since is not null and coalesce(team_id, assignee_id) is null;
create index conversations_team_waiting on conversations (tenant_id, team_id, status, waiting_since, id) where waiting_since is not null and team_id is not null;
create index conversations_mine_waiting on conversations (tenant_id, assignee_id, status, waiting_since, id)
  where waiting_since is not null and assignee_id is not null;
