-- Texts that a platform has approved beforehand, and what they said when: a message keeps the words that it was made of.

create table message_templates (
  tenant_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  external_id text not null,
  name text not null,
  language text not null,
  category text not null,
  status text not null check (status in ('approved', 'pending', 'rejected', 'paused', 'disabled')),
  reason text,                                       -- of a refusal, in the platform's word
  version int not null check (version > 0),          -- the current one of its versions
  synced_at timestamptz not null,
  gone_at timestamptz,                               -- the platform lists it no more; messages may still name it
  primary key (tenant_id, id),
  unique (tenant_id, channel_id, external_id),
  foreign key (tenant_id, channel_id) references channels on delete cascade
);

-- A changed text is a new version; the old one stays.
create table message_template_versions (
  tenant_id uuid not null,
  template_id uuid not null,
  version int not null check (version > 0),
  definition jsonb not null,
  created_at timestamptz not null,
  primary key (tenant_id, template_id, version),
  foreign key (tenant_id, template_id) references message_templates on delete cascade
);

do $$
declare t text;
begin
  foreach t in array array['message_templates', 'message_template_versions']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I using (tenant_id = (select current_tenant())) with check (tenant_id = (select current_tenant()))', t);
    execute format('grant select, insert, update, delete on %I to parley_app', t);
  end loop;
end $$;

alter table channels
  add column templates_synced_at timestamptz,
  add column templates_failure text,                 -- why the last attempt to fetch them failed
  -- The account above this one, where a platform speaks of that (the WhatsApp Business account of a number). Several channels may share it.
  add column parent_account text;
create index channels_parent_account on channels (kind, parent_account) where parent_account is not null and disconnected_at is null;

-- What comes for an account comes for all channels under it.
grant select (parent_account) on channels to parley_lookup;
set local role parley_lookup;
create or replace function lookup.channels_by_account(p_kind text, p_accounts text[])
  returns table (tenant_id uuid, id uuid, kind text, account_id text, status text, credentials bytea, settings jsonb, disconnected_at timestamptz)
  language sql stable security definer set search_path = pg_catalog
  as $$ select c.tenant_id, c.id, c.kind, c.account_id, c.status, c.credentials, c.settings, c.disconnected_at
          from public.channels c where c.kind = p_kind and c.account_id = any(p_accounts) and c.disconnected_at is null
        union all
        select c.tenant_id, c.id, c.kind, c.parent_account, c.status, c.credentials, c.settings, c.disconnected_at
          from public.channels c where c.kind = p_kind and c.parent_account = any(p_accounts) and c.disconnected_at is null $$;
reset role;
