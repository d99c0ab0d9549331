-- A channel that runs for some of its customers first: what the others write waits, settled with this one reason.
set local role parley_jobs;
create index inbound_items_pilot on jobs.inbound_items (tenant_id, channel_id) where reason = 'outside-pilot';

/* What waits outside a channel's pilot, and in how many threads. Tenant from the session setting. */
create function jobs.count_outside_pilot(p_channel uuid) returns table (items bigint, threads bigint)
  language sql stable security definer set search_path = pg_catalog
as $$ select count(*), count(distinct i.thread_key) from jobs.inbound_items i
        where i.tenant_id = public.current_tenant() and i.channel_id = p_channel and i.reason = 'outside-pilot' $$;

/* The pilot has changed: all of it is taken up again, in its order. Who is still outside is set aside again by the drain. */
create function jobs.take_up_pilot(p_channel uuid) returns bigint
  language plpgsql security definer set search_path = pg_catalog
as $$
declare taken bigint;
begin
  -- Lanes first and in one order, as everywhere.
  insert into jobs.lanes (tenant_id, channel_id, thread_key)
  select distinct i.tenant_id, i.channel_id, i.thread_key from jobs.inbound_items i
   where i.tenant_id = public.current_tenant() and i.channel_id = p_channel and i.reason = 'outside-pilot' order by 1, 2, 3
  on conflict (tenant_id, channel_id, thread_key) do update set rev = lanes.rev + 1;
  update jobs.inbound_items i set state = 'waiting', reason = null, settled_at = null
   where i.tenant_id = public.current_tenant() and i.channel_id = p_channel and i.reason = 'outside-pilot' and i.state = 'done';
  get diagnostics taken = row_count;
  return taken;
end $$;

revoke all on function jobs.count_outside_pilot(uuid), jobs.take_up_pilot(uuid) from public;
grant execute on function jobs.count_outside_pilot(uuid), jobs.take_up_pilot(uuid) to parley_app;
reset role;
