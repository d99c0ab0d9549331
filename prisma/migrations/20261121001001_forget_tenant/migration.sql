-- A deleted tenant leaves nothing in the jobs schema: also not bodies that came at an app-wide URL, nor waiting jobs.

set local role parley_jobs;

create or replace function jobs.forget_tenant() returns void
  language plpgsql security definer set search_path = pg_catalog
as $$
declare
  v_tenant uuid := public.current_tenant();
  v_shared uuid[];
begin
  if v_tenant is null then raise exception 'no tenant is set'; end if;
  -- Bodies that came at an app-wide URL belong to nobody; one that spoke of this tenant alone goes with it.
  select array_agg(distinct i.event_id) into v_shared
    from jobs.inbound_items i join jobs.inbound_events e on e.id = i.event_id and e.tenant_id is null
   where i.tenant_id = v_tenant
     and not exists (select from jobs.inbound_items o where o.event_id = i.event_id and o.tenant_id <> v_tenant);
  delete from jobs.lanes where tenant_id = v_tenant;
  delete from jobs.inbound_items where tenant_id = v_tenant;
  delete from jobs.inbound_events where tenant_id = v_tenant or id = any(v_shared);
  -- A running job is left to end: what it looks for is gone, and a fired job checks the truth.
  delete from graphile_worker._private_jobs where payload->>'tenantId' = v_tenant::text and locked_at is null;
end $$;

reset role;
