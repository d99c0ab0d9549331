-- Connecting a channel by OAuth: from "Connect" to the choice of an account.

create table connection_attempts (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  kind text not null,
  agent_id uuid not null,
  state_hash text not null unique,                   -- sha256 hex of the OAuth state, single use
  -- The accounts that the platform offered, with their tokens: encrypted, and gone with the row within the hour.
  candidates bytea,
  error text,
  created_at timestamptz not null,
  answered_at timestamptz,
  expires_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, agent_id) references agents on delete cascade
);
alter table connection_attempts enable row level security;
alter table connection_attempts force row level security;
create policy tenant on connection_attempts using (tenant_id = (select current_tenant())) with check (tenant_id = (select current_tenant()));
grant select, insert, update, delete on connection_attempts to parley_app;

-- Taking an account over from another tenant, after fresh proof of ownership: the one write across tenants. It can only
-- disconnect, it names the account and not a tenant, and it tells whose it was so that they are told in their own feed.
create policy takeover on channels for update to parley_lookup using (disconnected_at is null) with check (disconnected_at is not null);
grant update (status, status_reason, status_changed_at, disconnected_at) on channels to parley_lookup;
-- The owner of `lookup` makes its own function; the policy above is all it may write.
set local role parley_lookup;
create function lookup.take_over_account(p_kind text, p_account text, p_keep_tenant uuid)
  returns table (tenant_id uuid, channel_id uuid)
  language sql volatile security definer set search_path = pg_catalog
  as $$ update public.channels c
           set status = 'disconnected', status_reason = 'taken-over', status_changed_at = now(), disconnected_at = now()
         where c.kind = p_kind and c.account_id = p_account and c.disconnected_at is null and c.tenant_id <> p_keep_tenant
        returning c.tenant_id, c.id $$;
revoke all on function lookup.take_over_account(text, text, uuid) from public;
grant execute on function lookup.take_over_account(text, text, uuid) to parley_app;
reset role;
