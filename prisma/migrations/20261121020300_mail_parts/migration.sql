-- A mail's files and the mail itself are read from the raw event that brought it: nothing is kept twice.
set local role parley_jobs;

/* The raw body that a message of the session's tenant came in; none when it is no longer kept. An app-wide body may hold other
   tenants' things beside it, and is given to nobody. */
create function jobs.read_event_body(p_event uuid) returns table (body bytea)
  language sql stable security definer set search_path = pg_catalog
as $$ select e.body from jobs.inbound_events e where e.id = p_event and e.tenant_id = public.current_tenant() $$;

revoke all on function jobs.read_event_body(uuid) from public;
grant execute on function jobs.read_event_body(uuid) to parley_app;
reset role;
