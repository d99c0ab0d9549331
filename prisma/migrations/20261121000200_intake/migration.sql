-- Intake: many raw events in one statement, items that came before what they point at, replay.

set local role parley_jobs;

-- An edit, a deletion, a reaction or a receipt may come before the message it names (platforms reorder; a receipt may beat
-- the answer to our own send). Its item is settled and noted here; whoever stores that external id wakes it.
create table jobs.awaited_targets (
  tenant_id uuid not null,
  channel_id uuid not null,
  external_id text not null,
  item_id bigint not null references jobs.inbound_items on delete cascade,
  noted_at timestamptz not null default now(),
  primary key (tenant_id, channel_id, external_id, item_id)
);
create index on jobs.awaited_targets (item_id);
create index on jobs.awaited_targets (noted_at);

-- Bodies of which some items belonged to accounts nobody had connected: replay looks for them.
create index on jobs.inbound_events (kind, received_at) where reason = 'partly-unroutable';

drop function jobs.store_inbound(jsonb, bytea, jsonb, boolean);

/* Stores raw events with their items and lanes: one statement for all the requests that arrived meanwhile.
   p_events: [{index, id, kind, tenantId, channelId, source, method, url, headers, state, reason, receivedAt}], p_bodies[index + 1].
   p_items: [{eventIndex, position, tenantId, channelId, account, threadKey, dedupKey, item}]; without a channel the account finds it,
   here and not before, so that an account that moved to another tenant a moment ago is never written to the old one.
   Lanes are locked first, in one order: items of a thread get rising ids in commit order, and two statements cannot deadlock.
   run_at is never touched: a lane that is set aside stays so. */
create function jobs.store_events(p_events jsonb, p_bodies bytea[], p_items jsonb)
  returns table (event_index int, item_position int, item_channel uuid, is_new boolean)
  language plpgsql security definer set search_path = pg_catalog
as $$
#variable_conflict use_column
begin
  return query
  with given_event as materialized (
    select * from jsonb_to_recordset(p_events)
      e(index int, id uuid, kind text, "tenantId" uuid, "channelId" uuid, source text, method text, url text, headers jsonb,
        state text, reason text, "receivedAt" timestamptz)
  ), raw_item as materialized (
    select i.*, e.kind, e.id as event_id, e."receivedAt" as received_at
      from jsonb_to_recordset(p_items)
        i("eventIndex" int, position int, "tenantId" uuid, "channelId" uuid, account text, "threadKey" text, "dedupKey" text, item jsonb)
      join given_event e on e.index = i."eventIndex"
  ), connected as materialized (
    select c.tenant_id, c.id, c.kind, c.account_id
      from (select kind, array_agg(distinct account) as accounts from raw_item where "channelId" is null and account is not null group by kind) k
     cross join lateral lookup.channels_by_account(k.kind, k.accounts) c
  ), routed as materialized (
    select r."eventIndex", r.position, r.event_id, r.received_at, r."threadKey", r."dedupKey", r.item,
           coalesce(r."tenantId", c.tenant_id) as tenant_id, coalesce(r."channelId", c.id) as channel_id
      from raw_item r left join connected c on r."channelId" is null and c.kind = r.kind and c.account_id = r.account
  ), counted as (
    select "eventIndex", count(*) as total, count(channel_id) as found from routed group by 1
  ), stored_event as (
    insert into jobs.inbound_events (id, kind, tenant_id, channel_id, source, method, url, headers, body, state, reason, received_at)
    select e.id, e.kind, e."tenantId", e."channelId", e.source, e.method, e.url, e.headers, p_bodies[e.index + 1],
           case when e.state = 'accepted' and c.found = 0 then 'unroutable' else e.state end,
           case when e.state = 'accepted' and c.found = 0 then 'account not connected'
                when e.state = 'accepted' and c.found < c.total then 'partly-unroutable' else e.reason end,
           e."receivedAt"
      from given_event e left join counted c on c."eventIndex" = e.index
  ), lane as (
    insert into jobs.lanes (tenant_id, channel_id, thread_key)
    select distinct tenant_id, channel_id, "threadKey" from routed where channel_id is not null order by 1, 2, 3
    on conflict (tenant_id, channel_id, thread_key) do update set rev = lanes.rev + 1
    returning 1
  ), stored as (
    insert into jobs.inbound_items (tenant_id, channel_id, thread_key, dedup_key, event_id, position, item, received_at)
    select d.tenant_id, d.channel_id, d."threadKey", d."dedupKey", d.event_id, d.position, d.item, d.received_at
      from (select distinct on (tenant_id, channel_id, "dedupKey") * from routed
             -- Counting the lanes first is what makes their locks come first.
             where channel_id is not null and (select count(*) from lane) >= 0
             order by tenant_id, channel_id, "dedupKey", "eventIndex", position) d
     order by d."eventIndex", d.position
    on conflict (tenant_id, channel_id, dedup_key) do nothing
    returning event_id, position
  )
  select r."eventIndex", r.position, r.channel_id, s.event_id is not null
    from routed r left join stored s on s.event_id = r.event_id and s.position = r.position;
end $$;

/* Takes a stored event up again with today's reading of it. What is new, died, or reads differently now waits in its lane
   again; what was done and reads the same stays done, so that an old "blocked" does not come back over a newer "unblocked". */
create function jobs.replay_event(p_event jsonb, p_items jsonb)
  returns table (item_position int, is_taken boolean)
  language plpgsql security definer set search_path = pg_catalog
as $$
#variable_conflict use_column
begin
  update jobs.inbound_events e
     set state = p_event->>'state', reason = p_event->>'reason'
   where e.id = (p_event->>'id')::uuid;

  insert into jobs.lanes (tenant_id, channel_id, thread_key)
  select distinct i."tenantId", i."channelId", i."threadKey"
    from jsonb_to_recordset(p_items) i("tenantId" uuid, "channelId" uuid, "threadKey" text)
   order by 1, 2, 3
  on conflict (tenant_id, channel_id, thread_key) do update set rev = lanes.rev + 1;

  return query
  with given as (
    select * from jsonb_to_recordset(p_items)
      i("tenantId" uuid, "channelId" uuid, "threadKey" text, "dedupKey" text, position int, item jsonb)
  ), taken as (
    insert into jobs.inbound_items (tenant_id, channel_id, thread_key, dedup_key, event_id, position, item, received_at)
    select g."tenantId", g."channelId", g."threadKey", g."dedupKey", e.id, g.position, g.item, e.received_at
      from (select distinct on ("tenantId", "channelId", "dedupKey") * from given
             order by "tenantId", "channelId", "dedupKey", position) g
      join jobs.inbound_events e on e.id = (p_event->>'id')::uuid
     order by g.position
    on conflict (tenant_id, channel_id, dedup_key) do update
      set state = 'waiting', item = excluded.item, event_id = excluded.event_id, position = excluded.position, thread_key = excluded.thread_key,
          attempts = 0, reason = null, settled_at = null
      where inbound_items.state = 'dead' or (inbound_items.state = 'done' and inbound_items.item is distinct from excluded.item)
    returning position
  )
  select g.position, t.position is not null from given g left join taken t on t.position = g.position;
end $$;

/* Wakes the items that waited for these external ids, in the caller's transaction and tenant. Called by whoever stored one,
   after storing it. The lock is shared with whoever is about to note that an id is not here: without it both could look
   before the other had committed, and the item would wait for ever. The drain needs none for ids of its own lane. */
create function jobs.wake_awaited(p_channel uuid, p_external_ids text[], p_lock boolean default true) returns int
  language plpgsql security definer set search_path = pg_catalog
as $$
declare woken int;
begin
  if p_lock then perform jobs.lock_targets(p_channel, p_external_ids); end if;
  with noted as (
    delete from jobs.awaited_targets
     where tenant_id = public.current_tenant() and channel_id = p_channel and external_id = any(p_external_ids)
    returning item_id
  ), again as (
    update jobs.inbound_items set state = 'waiting', reason = null, settled_at = null
     where id in (select item_id from noted) and state = 'done'
    returning tenant_id, channel_id, thread_key
  ), lane as (
    insert into jobs.lanes (tenant_id, channel_id, thread_key)
    select distinct tenant_id, channel_id, thread_key from again order by 1, 2, 3
    on conflict (tenant_id, channel_id, thread_key) do update set rev = lanes.rev + 1
    returning 1
  )
  select count(*) into woken from lane;
  return woken;
end $$;

/* In one order, so that two callers cannot wait for each other. */
create function jobs.lock_targets(p_channel uuid, p_external_ids text[]) returns void
  language plpgsql set search_path = pg_catalog
as $$
declare key bigint;
begin
  for key in select distinct hashtextextended(p_channel::text || ' ' || e, 1) from unnest(p_external_ids) e order by 1 loop
    perform pg_advisory_xact_lock(key);
  end loop;
end $$;

/* One raw event of the session's tenant may be taken up again: says whether it is theirs. */
create function jobs.owns_inbound_event(p_event uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog
as $$
  select exists (select from jobs.inbound_events e where e.id = p_event and e.tenant_id = public.current_tenant())
      or exists (select from jobs.inbound_items i where i.event_id = p_event and i.tenant_id = public.current_tenant()) $$;

/* What nobody's tenant can show: bodies kept 7 days, counted by kind for /health and doctor. */
create function jobs.count_strays() returns table (kind text, state text, events bigint)
  language sql stable security definer set search_path = pg_catalog
as $$ select kind, state, count(*) from jobs.inbound_events where state in ('unparseable', 'unroutable') group by 1, 2 order by 1, 2 $$;

/* How far behind the drain is: lanes that are due, the age of the oldest in seconds, items that died. */
create function jobs.intake_lag() returns table (due_lanes bigint, oldest_seconds double precision, dead_items bigint)
  language sql stable security definer set search_path = pg_catalog
as $$
  select (select count(*) from (select from jobs.lanes where run_at <= now() limit 100000) d),
         coalesce((select extract(epoch from now() - min(run_at))::double precision from jobs.lanes where run_at <= now()), 0),
         (select count(*) from (select from jobs.inbound_items where state = 'dead' limit 100000) d) $$;

/* The session's tenant is being deleted: nothing of theirs stays in the lanes. */
create function jobs.forget_tenant() returns void
  language sql security definer set search_path = pg_catalog
as $$
  delete from jobs.lanes where tenant_id = public.current_tenant();
  delete from jobs.inbound_items where tenant_id = public.current_tenant();
  delete from jobs.inbound_events where tenant_id = public.current_tenant();
$$;

revoke all on all functions in schema jobs from public;
grant execute on all functions in schema jobs to parley_app;
reset role;

-- Which channels hold a standing connection or are polled, over all tenants: for the worker, which then enters each tenant.
set local role parley_lookup;
create function lookup.channels_of_kinds(p_kinds text[])
  returns table (tenant_id uuid, id uuid, kind text)
  language sql stable security definer set search_path = pg_catalog
  as $$ select c.tenant_id, c.id, c.kind from public.channels c where c.kind = any(p_kinds) and c.disconnected_at is null order by c.id $$;
revoke all on function lookup.channels_of_kinds(text[]) from public;
grant execute on function lookup.channels_of_kinds(text[]) to parley_app;
reset role;
