-- Several ways to connect a kind; short-lived tokens kept for all processes; a grant that is taken back.

alter table connection_attempts add column method text not null default 'oauth';

alter table channels
  add column method text,                            -- the way it was connected, a name in the adapter; null: credentials typed in or given by the API
  add column granted_by text,                        -- who gave the consent, as the platform's id
  add column webhook_seen_at timestamptz;            -- the platform greeted this channel's own address, correctly signed
-- A person takes back all that they granted us at once.
create index channels_granted_by on channels (kind, granted_by) where granted_by is not null and disconnected_at is null;

-- Secrets of minutes or hours, made from the channel's credentials. Encrypted like those.
create table channel_tokens (
  tenant_id uuid not null,
  channel_id uuid not null,
  name text not null,
  sealed bytea not null,
  renew_at timestamptz,                              -- null, both: until it is refused
  expires_at timestamptz,
  primary key (tenant_id, channel_id, name),
  foreign key (tenant_id, channel_id) references channels on delete cascade
);
alter table channel_tokens enable row level security;
alter table channel_tokens force row level security;
create policy tenant on channel_tokens using (tenant_id = (select current_tenant())) with check (tenant_id = (select current_tenant()));
grant select, insert, update, delete on channel_tokens to parley_app;

-- The same of our own apps at the platforms. They belong to no tenant: out of the application's reach but for the two functions.
set local role parley_jobs;
create table jobs.platform_tokens (
  platform text not null,
  app_id text not null,
  name text not null,
  sealed bytea not null,
  renew_at timestamptz,
  expires_at timestamptz,
  primary key (platform, app_id, name)
);

create function jobs.find_platform_token(p_platform text, p_app text, p_name text)
  returns table (sealed bytea, is_due boolean)
  language sql stable security definer set search_path = pg_catalog
  as $$ select t.sealed, coalesce(t.renew_at <= now(), false) from jobs.platform_tokens t
         where t.platform = p_platform and t.app_id = p_app and t.name = p_name and (t.expires_at is null or t.expires_at > now()) $$;

create function jobs.keep_platform_token(p_platform text, p_app text, p_name text, p_sealed bytea, p_seconds double precision, p_renew double precision)
  returns void
  language sql security definer set search_path = pg_catalog
  as $$ insert into jobs.platform_tokens (platform, app_id, name, sealed, renew_at, expires_at)
        values (p_platform, p_app, p_name, p_sealed, now() + make_interval(secs => p_renew), now() + make_interval(secs => p_seconds))
        on conflict (platform, app_id, name)
        do update set sealed = excluded.sealed, renew_at = excluded.renew_at, expires_at = excluded.expires_at $$;

revoke all on function jobs.find_platform_token(text, text, text), jobs.keep_platform_token(text, text, text, bytea, double precision, double precision) from public;
grant execute on function jobs.find_platform_token(text, text, text), jobs.keep_platform_token(text, text, text, bytea, double precision, double precision) to parley_app;
reset role;

-- The second write across tenants, as narrow as the first: it can only disconnect, it names the person and not a tenant.
grant select (granted_by) on channels to parley_lookup;
set local role parley_lookup;
create function lookup.revoke_grant(p_kind text, p_granted_by text)
  returns table (tenant_id uuid, channel_id uuid)
  language sql volatile security definer set search_path = pg_catalog
  as $$ update public.channels c
           set status = 'disconnected', status_reason = 'grant-revoked', status_changed_at = now(), disconnected_at = now()
         where c.kind = p_kind and c.granted_by = p_granted_by and c.disconnected_at is null
        returning c.tenant_id, c.id $$;
revoke all on function lookup.revoke_grant(text, text) from public;
grant execute on function lookup.revoke_grant(text, text) to parley_app;
reset role;
