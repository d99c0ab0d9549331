-- What /metrics says of the whole installation: numbers of no tenant, each from an index that holds only what waits or failed, so
-- that asking costs the same with a thousand messages and with a thousand million.

-- Somebody has to look at these, and few of them ever are.
create index deliveries_unknown on deliveries (tenant_id) where status = 'unknown';
create index deliveries_failed on deliveries (failed_at) where status = 'failed';

-- States and times across tenants, and nothing else of these tables, for the functions below.
create policy lookup on deliveries for select to parley_lookup using (true);
create policy lookup on events for select to parley_lookup using (true);
create policy lookup on tenant_counters for select to parley_lookup using (true);
create policy lookup on event_publications for select to parley_lookup using (true);
grant select (tenant_id, status, not_before, failed_at) on deliveries to parley_lookup;
grant select (tenant_id, cursor, at) on events to parley_lookup;
grant select (tenant_id, event_cursor) on tenant_counters to parley_lookup;
grant select (tenant_id, cursor) on event_publications to parley_lookup;

set local role parley_lookup;

/* Deliveries that are not over or need somebody (index deliveries_unsent, deliveries_unknown), failures of the last day
   (deliveries_failed), and how far pushes are behind. */
create function lookup.figures() returns table (name text, label text, value double precision)
  language sql stable security definer set search_path = pg_catalog
as $$
  with unsent as materialized (
    select d.status, d.not_before from public.deliveries d where d.status in ('scheduled', 'queued', 'sending') limit 100000
  ), behind as materialized (
    select c.tenant_id, c.event_cursor - p.cursor as events, p.cursor
      from public.tenant_counters c join public.event_publications p using (tenant_id) where c.event_cursor > p.cursor
  )
  select 'deliveries', s.status, (select count(*) from unsent u where u.status = s.status)
    from (values ('scheduled'), ('queued'), ('sending')) s(status)
  union all
  select 'deliveries', 'unknown', count(*) from (select from public.deliveries d where d.status = 'unknown' limit 100000) d
  union all
  select 'deliveries', 'failed', count(*)
    from (select from public.deliveries d where d.status = 'failed' and d.failed_at > now() - interval '1 day' limit 100000) d
  union all
  select 'oldest_delivery', '', coalesce(extract(epoch from now() - min(u.not_before)), 0)
    from unsent u where u.status in ('queued', 'sending') and u.not_before <= now()
  union all
  select 'unpublished_events', '', coalesce(sum(b.events), 0) from behind b
  union all
  select 'oldest_unpublished_event', '', coalesce(extract(epoch from now() - min(e.at)), 0)
    from (select * from behind limit 200) b join public.events e on e.tenant_id = b.tenant_id and e.cursor = b.cursor + 1
$$;
revoke all on function lookup.figures() from public;
grant execute on function lookup.figures() to parley_app;
reset role;

set local role parley_jobs;

-- A lane that was set aside; nearly none are.
create index lanes_aside on jobs.lanes (run_at) where attempts > 0;

/* Lanes (index lanes_due, lanes_aside), items that died (inbound_items_dead), bodies nobody could place, and the job queue. */
create function jobs.figures() returns table (name text, label text, value double precision)
  language plpgsql stable security definer set search_path = pg_catalog
as $$
begin
  -- plpgsql, because graphile-worker makes its tables only when it first runs.
  return query
    select 'lanes', 'due', count(*)::double precision from (select from jobs.lanes l where l.run_at <= now() limit 100000) d
    union all
    select 'lanes', 'aside', count(*) from (select from jobs.lanes l where l.attempts > 0 limit 100000) d
    union all
    select 'oldest_lane', '', coalesce(extract(epoch from now() - min(l.run_at)), 0) from jobs.lanes l where l.run_at <= now()
    union all
    select 'dead_items', '', count(*) from (select from jobs.inbound_items i where i.state = 'dead' limit 100000) d
    union all
    select 'strays', s.state, count(*)
      from (select e.state from jobs.inbound_events e where e.state in ('unparseable', 'unroutable') limit 100000) s group by 2
    union all
    select 'runners', '', count(*) from jobs.workers w where w.seen_at > now() - interval '15 seconds'
    union all
    select 'jobs', t.identifier, count(*)
      from (select j.task_id from graphile_worker._private_jobs j where j.is_available and j.run_at <= now() limit 100000) d
      join graphile_worker._private_tasks t on t.id = d.task_id group by 2
    union all
    select 'oldest_job', '', coalesce(extract(epoch from now() - min(d.run_at)), 0)
      from (select j.run_at from graphile_worker._private_jobs j where j.is_available and j.run_at <= now() limit 100000) d;
end $$;
revoke all on function jobs.figures() from public;
grant execute on function jobs.figures() to parley_app;
reset role;
