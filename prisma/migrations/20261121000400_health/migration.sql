-- What /health says of the worker and its queue. The application's role cannot read the jobs schema, so a narrow function
-- gives three numbers of the whole installation: nothing of any tenant.

set local role parley_jobs;

create function jobs.queue_lag() returns table (live_workers bigint, due_jobs bigint, oldest_seconds double precision)
  language plpgsql stable security definer set search_path = pg_catalog
as $$
begin
  -- plpgsql, because graphile-worker makes its tables only when it first runs.
  return query
    select (select count(*) from jobs.workers w where w.seen_at > now() - interval '15 seconds'),
           (select count(*) from (select from graphile_worker._private_jobs j where j.is_available and j.run_at <= now() limit 100000) d),
           coalesce((select extract(epoch from now() - min(j.run_at))::double precision from graphile_worker._private_jobs j
                      where j.is_available and j.run_at <= now()), 0);
end $$;

revoke all on function jobs.queue_lag() from public;
grant execute on function jobs.queue_lag() to parley_app;
reset role;
