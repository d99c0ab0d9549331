-- The spine: people, tenants, channels, contacts, conversations, messages, deliveries,
-- the change feed, and the lanes that inbound events wait in.
--
-- Ids are UUIDv7 made by the application (PostgreSQL 15 has no uuidv7()). States are text with a
-- check, never enums: the enum operator is not leakproof, so under row-level security it could
-- not be an index condition.

-- ---------------------------------------------------------------- roles
-- The migrating role needs CREATEROLE, or these three roles made beforehand and granted to it.
do $$
begin
  if not exists (select from pg_roles where rolname = 'parley_app') then create role parley_app nologin nobypassrls; end if;
  if not exists (select from pg_roles where rolname = 'parley_lookup') then create role parley_lookup nologin nobypassrls; end if;
  if not exists (select from pg_roles where rolname = 'parley_jobs') then create role parley_jobs nologin nobypassrls; end if;
  -- The migrating role may become them (to own what they own) but, where PostgreSQL can say so, does not inherit
  -- their policies: under FORCE even the owner sees no tenant's rows. Made beforehand, they are granted already.
  begin
    if current_setting('server_version_num')::int >= 160000 then
      execute format('grant parley_lookup, parley_jobs to %I with inherit false, set true', current_user);
    else
      execute format('grant parley_lookup, parley_jobs to %I', current_user);
    end if;
  exception when insufficient_privilege then null;
  end;
  -- The worker writes tenant tables in the transaction in which it holds lanes, so the same policies must hold for it.
  if not pg_has_role('parley_jobs', 'parley_app', 'member') then grant parley_app to parley_jobs; end if;
  -- graphile-worker makes its own schema, as parley_jobs.
  execute format('grant create on database %I to parley_jobs', current_database());
end $$;

create schema lookup authorization parley_lookup;
create schema jobs authorization parley_jobs;
grant usage on schema public to parley_app, parley_lookup;

create function current_tenant() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('app.tenant_id', true), '')::uuid $$;

-- ---------------------------------------------------------------- people (no tenant: one person may sit in several)
create table users (
  id uuid primary key,
  email text not null unique,                       -- normalised: NFKC, trimmed, lower case
  name text not null,
  locale text not null default 'en' check (locale in ('en', 'zh-CN')),
  theme text not null default 'system' check (theme in ('system', 'light', 'dark')),
  email_verified_at timestamptz,
  created_at timestamptz not null default now()
);

create table credentials (
  user_id uuid primary key references users on delete cascade,
  password_hash text not null,
  changed_at timestamptz not null default now()
);

create table oauth_accounts (
  provider text not null,
  provider_account_id text not null,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null default now(),
  primary key (provider, provider_account_id)
);

create table sessions (
  id uuid primary key,
  token_hash text not null unique,                  -- sha256 hex of the cookie's opaque token
  user_id uuid not null references users on delete cascade,
  payload jsonb not null default '{}',
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  authenticated_at timestamptz not null default now(),
  ip text,
  user_agent text,
  revoked_at timestamptz
);
create index on sessions (user_id) where revoked_at is null;

create table email_tokens (
  token_hash text primary key,
  user_id uuid not null references users on delete cascade,
  purpose text not null check (purpose in ('verify', 'reset')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);

-- Fixed windows of attempts (sign-in, sign-up, reset, public API). `key` is a hash: no address in clear.
create table rate_windows (
  key text not null,
  window_start timestamptz not null,
  count int not null default 0,
  primary key (key, window_start)
);

-- ---------------------------------------------------------------- tenants and their people
create table tenants (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null,
  time_zone text not null default 'UTC',
  locale text not null default 'en' check (locale in ('en', 'zh-CN')),
  is_demo boolean not null default false,
  created_at timestamptz not null default now()
);

-- One row a tenant: the dense cursor of the change feed and the conversation counter.
create table tenant_counters (
  tenant_id uuid primary key references tenants on delete cascade,
  event_cursor bigint not null default 0,
  conversation_number bigint not null default 0
) with (fillfactor = 50);

create table agents (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  user_id uuid not null references users,
  role text not null check (role in ('owner', 'admin', 'supervisor', 'agent', 'viewer')),
  visibility text not null default 'all' check (visibility in ('all', 'teams', 'mine')),
  name text not null,
  status text not null default 'online' check (status in ('online', 'away', 'offline')),
  created_at timestamptz not null default now(),
  deactivated_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, user_id)
);
create index on agents (user_id);

create table teams (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  name text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, name)
);

create table team_members (
  tenant_id uuid not null,
  team_id uuid not null,
  agent_id uuid not null,
  primary key (tenant_id, team_id, agent_id),
  foreign key (tenant_id, team_id) references teams on delete cascade,
  foreign key (tenant_id, agent_id) references agents on delete cascade
);
create index on team_members (tenant_id, agent_id);

create table invitations (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  email text not null,
  role text not null check (role in ('admin', 'supervisor', 'agent', 'viewer')),
  token_hash text not null unique,
  invited_by uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, invited_by) references agents
);
-- One pending invitation per address.
create unique index invitations_pending on invitations (tenant_id, email) where accepted_at is null and revoked_at is null;

create table api_keys (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  name text not null,
  key_hash text not null unique,
  hint text not null,                                -- first characters, to tell keys apart on screen
  scopes text[] not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant_id, id)
);

create table idempotency_keys (
  tenant_id uuid not null references tenants on delete cascade,
  api_key_id uuid not null,
  key text not null,
  request_hash text not null,
  status int,                                        -- null while the first call is still running
  body text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, api_key_id, key)
);

-- ---------------------------------------------------------------- channels
create table channels (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  kind text not null,
  name text not null,
  account_id text not null,                          -- the platform's own id of the connected account
  status text not null default 'connecting' check (status in ('connecting', 'live', 'degraded', 'action-needed', 'disconnected')),
  status_reason text,
  status_changed_at timestamptz not null default now(),
  credentials bytea not null,                        -- encrypted with the key ring of ENCRYPTION_KEYS
  settings jsonb not null default '{}',
  poll_cursor jsonb,
  created_at timestamptz not null default now(),
  disconnected_at timestamptz,
  primary key (tenant_id, id)
);
create unique index channels_id on channels (id);    -- webhook URLs name the channel alone
-- One outside account belongs to one tenant at a time; taking it over first disconnects it there.
create unique index channels_account on channels (kind, account_id) where disconnected_at is null;

create table widget_sessions (
  tenant_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  token_hash text not null unique,
  visitor_id text not null,                          -- value of the visitor's identity; also the thread key
  verified boolean not null default false,
  page_url text,
  page_title text,
  user_agent text,
  locale text,
  time_zone text,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, channel_id) references channels on delete cascade
);
create index on widget_sessions (tenant_id, channel_id, visitor_id);

create table page_views (
  tenant_id uuid not null,
  id uuid not null,
  session_id uuid not null,
  url text not null,
  title text,
  referrer text,
  started_at timestamptz not null,
  dwell_ms int not null default 0,
  primary key (tenant_id, id),
  foreign key (tenant_id, session_id) references widget_sessions on delete cascade
);
create index on page_views (tenant_id, session_id, started_at desc);

-- ---------------------------------------------------------------- contacts and identities
create table contacts (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  name text,
  email text,
  phone text,
  avatar_url text,
  locale text,
  time_zone text,
  attributes jsonb not null default '{}',
  merged_into_id uuid,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, merged_into_id) references contacts
);
create index on contacts (tenant_id, email) where email is not null;
create index on contacts (tenant_id, phone) where phone is not null;
create index on contacts (tenant_id, created_at desc, id);

create table identities (
  tenant_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  kind text not null,
  scope text not null,                               -- the page, bot, app or channel the value is valid in
  value text not null,
  verified boolean not null default false,
  display_name text,
  profile_fetched_at timestamptz,
  blocked_at timestamptz,                            -- the person blocked or left the channel
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, kind, scope, value),
  foreign key (tenant_id, contact_id) references contacts on delete cascade
);
create index on identities (tenant_id, contact_id);

-- ---------------------------------------------------------------- conversations and messages
create table conversations (
  tenant_id uuid not null,
  id uuid not null,
  number bigint not null,
  status text not null default 'open' check (status in ('open', 'pending', 'snoozed', 'resolved')),
  priority text not null default 'normal' check (priority in ('none', 'low', 'normal', 'high', 'urgent')),
  subject text,
  contact_id uuid not null,
  channel_id uuid not null,
  identity_id uuid not null,                         -- who a reply goes to unless a message is answered
  thread_key text not null,
  assignee_id uuid,
  team_id uuid,
  last_seq bigint not null default 0,
  inbound_count bigint not null default 0,           -- with conversation_reads: unread per agent without counting rows
  last_inbound_at timestamptz,                       -- provider time; opens the reply window
  last_activity_at timestamptz not null,
  waiting_since timestamptz,
  snoozed_until timestamptz,
  resolved_at timestamptz,
  preview text,
  preview_kind text,
  preview_author text,
  version int not null default 1,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, number),
  foreign key (tenant_id, contact_id) references contacts,
  foreign key (tenant_id, channel_id) references channels on delete cascade,
  foreign key (tenant_id, identity_id) references identities,
  foreign key (tenant_id, assignee_id) references agents,
  foreign key (tenant_id, team_id) references teams
);
-- A thread has one conversation that is not resolved: two workers cannot open two.
create unique index conversations_live on conversations (tenant_id, channel_id, thread_key) where status <> 'resolved';
create index conversations_thread on conversations (tenant_id, channel_id, thread_key, created_at desc);
create index conversations_status on conversations (tenant_id, status, last_activity_at desc, id);
create index conversations_all on conversations (tenant_id, last_activity_at desc, id);
create index conversations_mine on conversations (tenant_id, assignee_id, status, last_activity_at desc, id) where assignee_id is not null;
create index conversations_unassigned on conversations (tenant_id, status, last_activity_at desc, id) where assignee_id is null;
create index conversations_team on conversations (tenant_id, team_id, status, last_activity_at desc, id) where team_id is not null;
create index conversations_waiting on conversations (tenant_id, status, waiting_since, id) where waiting_since is not null;
create index conversations_contact on conversations (tenant_id, contact_id, last_activity_at desc);
create index conversations_channel on conversations (tenant_id, channel_id, last_activity_at desc, id);
create index conversations_snoozed on conversations (tenant_id, snoozed_until) where status = 'snoozed';

create table conversation_tags (
  tenant_id uuid not null,
  conversation_id uuid not null,
  tag text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, conversation_id, tag),
  foreign key (tenant_id, conversation_id) references conversations on delete cascade
);
create index on conversation_tags (tenant_id, tag);

create table conversation_reads (
  tenant_id uuid not null,
  agent_id uuid not null,
  conversation_id uuid not null,
  read_seq bigint not null default 0,
  read_inbound_count bigint not null default 0,
  primary key (tenant_id, agent_id, conversation_id),
  foreign key (tenant_id, agent_id) references agents on delete cascade,
  foreign key (tenant_id, conversation_id) references conversations on delete cascade
);

create table messages (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  seq bigint not null,
  kind text not null check (kind in ('inbound', 'outbound', 'note', 'activity')),
  channel_id uuid,
  identity_id uuid,
  author_type text not null check (author_type in ('contact', 'agent', 'bot', 'system', 'external')),
  author_id uuid,
  text text,
  html text,
  payload jsonb,                                     -- postback payload, referral, activity details: by kind
  is_unsupported boolean not null default false,     -- kept as it came; a later adapter may learn to read it
  reply_to_id uuid,
  dedup_key text,
  external_id text,
  event_id uuid,                                     -- the raw inbound event and the place in it
  event_position int,
  client_message_id text,
  provider_at timestamptz,
  received_at timestamptz,
  stored_at timestamptz not null,
  edited_at timestamptz,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, conversation_id, seq),
  foreign key (tenant_id, conversation_id) references conversations on delete cascade,
  foreign key (tenant_id, reply_to_id) references messages
);
create unique index messages_dedup on messages (tenant_id, channel_id, dedup_key) where dedup_key is not null;
create unique index messages_client on messages (tenant_id, conversation_id, client_message_id) where client_message_id is not null;
create index messages_external on messages (tenant_id, channel_id, external_id) where external_id is not null;
create index messages_source on messages (tenant_id, event_id, event_position) where is_unsupported;

create table reactions (
  tenant_id uuid not null,
  message_id uuid not null,
  author_type text not null check (author_type in ('contact', 'agent')),
  author_id uuid not null,
  emoji text not null,
  created_at timestamptz not null,
  primary key (tenant_id, message_id, author_type, author_id, emoji),
  foreign key (tenant_id, message_id) references messages on delete cascade
);

create table attachments (
  tenant_id uuid not null,
  id uuid not null,
  message_id uuid not null,
  position int not null,
  kind text not null check (kind in ('image', 'audio', 'voice', 'video', 'file', 'location', 'contact', 'sticker', 'link', 'share', 'story', 'unsupported')),
  name text,
  mime_type text,
  size_bytes bigint,
  state text not null check (state in ('pending', 'stored', 'failed', 'inline')),  -- inline: nothing to fetch (location, contact ...)
  failure_reason text,
  source jsonb,                                      -- where the adapter fetches it; never shown, may hold a token
  storage_key text,
  width int,
  height int,
  duration_ms int,
  data jsonb,                                        -- coordinates, vCard fields, link title: by kind
  primary key (tenant_id, id),
  unique (tenant_id, message_id, position),
  foreign key (tenant_id, message_id) references messages on delete cascade
);

create table uploads (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  name text not null,
  mime_type text not null,
  size_bytes bigint not null,
  storage_key text not null,
  width int,
  height int,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (tenant_id, id)
);

-- ---------------------------------------------------------------- deliveries
create table deliveries (
  tenant_id uuid not null,
  id uuid not null,
  message_id uuid not null,
  conversation_id uuid not null,
  channel_id uuid not null,
  identity_id uuid not null,
  status text not null check (status in ('scheduled', 'queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'canceled', 'unknown')),
  not_before timestamptz not null,
  attempts int not null default 0,
  reason text,                                       -- SendError kind or the platform's words, for a person
  code text,                                         -- the platform's own code
  attempted_at timestamptz,
  sent_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  failed_at timestamptz,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, message_id),
  foreign key (tenant_id, message_id) references messages on delete cascade,
  foreign key (tenant_id, conversation_id) references conversations on delete cascade,
  foreign key (tenant_id, channel_id) references channels on delete cascade,
  foreign key (tenant_id, identity_id) references identities
);
-- One conversation's deliveries leave in order: the sender takes the oldest of these.
create index deliveries_unsent on deliveries (tenant_id, conversation_id, created_at, id) where status in ('scheduled', 'queued', 'sending');
create index deliveries_watermark on deliveries (tenant_id, channel_id, identity_id, sent_at) where status in ('sent', 'delivered', 'unknown');

-- A message may leave as several parts (too long, text and pictures apart); each has the platform's own id.
create table delivery_parts (
  tenant_id uuid not null,
  delivery_id uuid not null,
  part int not null,
  channel_id uuid not null,
  external_id text,
  started_at timestamptz not null,
  sent_at timestamptz,
  primary key (tenant_id, delivery_id, part),
  foreign key (tenant_id, delivery_id) references deliveries on delete cascade
);
create index delivery_parts_external on delivery_parts (tenant_id, channel_id, external_id) where external_id is not null;

-- ---------------------------------------------------------------- the change feed
create table events (
  tenant_id uuid not null,
  cursor bigint not null,
  type text not null,
  at timestamptz not null,
  conversation_id uuid,
  message_id uuid,
  contact_id uuid,
  channel_id uuid,
  actor_type text not null,
  actor_id uuid,
  data jsonb,                                        -- small facts (changed fields), never message text
  primary key (tenant_id, cursor)
);

-- How far pushes have gone; behind event_cursor means the publisher has work.
create table event_publications (
  tenant_id uuid primary key references tenants on delete cascade,
  cursor bigint not null default 0
) with (fillfactor = 50);

-- ---------------------------------------------------------------- row-level security, forced, on every tenant table
do $$
declare t text;
begin
  foreach t in array array[
    'tenant_counters', 'agents', 'teams', 'team_members', 'invitations', 'api_keys', 'idempotency_keys', 'channels',
    'widget_sessions', 'page_views', 'contacts', 'identities', 'conversations', 'conversation_tags', 'conversation_reads',
    'messages', 'reactions', 'attachments', 'uploads', 'deliveries', 'delivery_parts', 'events', 'event_publications']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I using (tenant_id = (select current_tenant())) with check (tenant_id = (select current_tenant()))', t);
    execute format('grant select, insert, update, delete on %I to parley_app', t);
  end loop;
end $$;
alter table tenants enable row level security;
alter table tenants force row level security;
create policy tenant on tenants using (id = (select current_tenant())) with check (id = (select current_tenant()));
grant select, insert, update, delete on tenants to parley_app;
grant select, insert, update, delete on users, credentials, oauth_accounts, sessions, email_tokens, rate_windows to parley_app;

-- The publisher asks which tenants have unpublished events: two counters, nothing else.
create policy publisher on tenant_counters for select to parley_jobs using (true);
create policy publisher on event_publications for select to parley_jobs using (true);

-- ---------------------------------------------------------------- look-ups before the tenant is known
create policy lookup on tenants for select to parley_lookup using (true);
create policy lookup on agents for select to parley_lookup using (true);
create policy lookup on channels for select to parley_lookup using (true);
create policy lookup on api_keys for select to parley_lookup using (true);
create policy lookup on invitations for select to parley_lookup using (true);
create policy lookup on widget_sessions for select to parley_lookup using (true);
grant select (id, slug, name, time_zone, locale, is_demo, created_at) on tenants to parley_lookup;
grant select (tenant_id, id, user_id, role, visibility, name, deactivated_at) on agents to parley_lookup;
grant select (tenant_id, id, kind, account_id, status, credentials, settings, disconnected_at) on channels to parley_lookup;
grant select (tenant_id, id, key_hash, scopes, revoked_at) on api_keys to parley_lookup;
grant select (tenant_id, id, email, role, token_hash, expires_at, accepted_at, revoked_at) on invitations to parley_lookup;
grant select (tenant_id, id, channel_id, token_hash, visitor_id, verified) on widget_sessions to parley_lookup;

set local role parley_lookup;

create function lookup.seats_of_user(p_user uuid)
  returns table (tenant_id uuid, slug text, tenant_name text, time_zone text, locale text, agent_id uuid, role text, visibility text, agent_name text)
  language sql stable security definer set search_path = pg_catalog
  as $$ select a.tenant_id, t.slug, t.name, t.time_zone, t.locale, a.id, a.role, a.visibility, a.name
          from public.agents a join public.tenants t on t.id = a.tenant_id
         where a.user_id = p_user and a.deactivated_at is null order by t.name, t.id $$;

create function lookup.channel_by_id(p_channel uuid)
  returns table (tenant_id uuid, id uuid, kind text, account_id text, status text, credentials bytea, settings jsonb, disconnected_at timestamptz)
  language sql stable security definer set search_path = pg_catalog
  as $$ select c.tenant_id, c.id, c.kind, c.account_id, c.status, c.credentials, c.settings, c.disconnected_at from public.channels c where c.id = p_channel $$;

create function lookup.channels_by_account(p_kind text, p_accounts text[])
  returns table (tenant_id uuid, id uuid, kind text, account_id text, status text, credentials bytea, settings jsonb, disconnected_at timestamptz)
  language sql stable security definer set search_path = pg_catalog
  as $$ select c.tenant_id, c.id, c.kind, c.account_id, c.status, c.credentials, c.settings, c.disconnected_at
          from public.channels c where c.kind = p_kind and c.account_id = any(p_accounts) and c.disconnected_at is null $$;

create function lookup.api_key(p_hash text)
  returns table (tenant_id uuid, id uuid, scopes text[])
  language sql stable security definer set search_path = pg_catalog
  as $$ select k.tenant_id, k.id, k.scopes from public.api_keys k where k.key_hash = p_hash and k.revoked_at is null $$;

create function lookup.invitation(p_hash text)
  returns table (tenant_id uuid, id uuid, tenant_name text, slug text, email text, role text, expires_at timestamptz, accepted_at timestamptz, revoked_at timestamptz)
  language sql stable security definer set search_path = pg_catalog
  as $$ select i.tenant_id, i.id, t.name, t.slug, i.email, i.role, i.expires_at, i.accepted_at, i.revoked_at
          from public.invitations i join public.tenants t on t.id = i.tenant_id where i.token_hash = p_hash $$;

create function lookup.widget_session(p_hash text)
  returns table (tenant_id uuid, id uuid, channel_id uuid, visitor_id text, verified boolean)
  language sql stable security definer set search_path = pg_catalog
  as $$ select s.tenant_id, s.id, s.channel_id, s.visitor_id, s.verified from public.widget_sessions s where s.token_hash = p_hash $$;

create function lookup.tenant_by_slug(p_slug text)
  returns table (id uuid, slug text, name text, time_zone text, locale text, is_demo boolean, created_at timestamptz)
  language sql stable security definer set search_path = pg_catalog
  as $$ select t.id, t.slug, t.name, t.time_zone, t.locale, t.is_demo, t.created_at from public.tenants t where t.slug = p_slug $$;

-- For the command line (`tenant list`) and for jobs that visit every tenant.
create function lookup.tenant_ids()
  returns table (id uuid, slug text, name text, created_at timestamptz)
  language sql stable security definer set search_path = pg_catalog
  as $$ select t.id, t.slug, t.name, t.created_at from public.tenants t order by t.created_at $$;

grant usage on schema lookup to parley_app;
revoke all on all functions in schema lookup from public;
grant execute on all functions in schema lookup to parley_app;
reset role;

-- ---------------------------------------------------------------- lanes: inbound events wait here
set local role parley_jobs;

-- One HTTP body or one polled answer as it came. bytea, because jsonb refuses NUL, lone surrogates and deep nesting.
create table jobs.inbound_events (
  id uuid primary key,
  kind text not null,
  tenant_id uuid,                                    -- null at an app-wide URL: the items know
  channel_id uuid,
  source text not null check (source in ('webhook', 'poll', 'gateway', 'api', 'widget')),
  method text not null default 'POST',
  url text not null default '',
  headers jsonb not null default '{}',
  body bytea not null,
  state text not null check (state in ('accepted', 'rejected', 'unparseable', 'unroutable')),
  reason text,
  received_at timestamptz not null default now()
);
create index on jobs.inbound_events (tenant_id, channel_id, received_at desc);
create index on jobs.inbound_events (kind, received_at) where state in ('unparseable', 'unroutable');

-- One normalised thing of an event, waiting in its lane. (channel, dedup_key) makes a redelivery silent.
create table jobs.inbound_items (
  id bigint generated always as identity primary key,
  tenant_id uuid not null,
  channel_id uuid not null,
  thread_key text not null,
  dedup_key text not null,
  event_id uuid not null,
  position int not null,
  item jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'dead')),
  attempts int not null default 0,
  reason text,
  received_at timestamptz not null,
  settled_at timestamptz,
  unique (tenant_id, channel_id, dedup_key)
) with (autovacuum_vacuum_scale_factor = 0.02);
create index inbound_items_waiting on jobs.inbound_items (tenant_id, channel_id, thread_key, id) where state = 'waiting';
create index inbound_items_event on jobs.inbound_items (event_id);
create index inbound_items_dead on jobs.inbound_items (tenant_id, channel_id) where state = 'dead';

create table jobs.lanes (
  tenant_id uuid not null,
  channel_id uuid not null,
  thread_key text not null,
  run_at timestamptz not null default now(),
  attempts int not null default 0,
  rev bigint not null default 0,
  reason text,
  primary key (tenant_id, channel_id, thread_key)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
create index lanes_due on jobs.lanes (run_at);
create index lanes_due_by_tenant on jobs.lanes (tenant_id, run_at);

-- Which workers live: a dead one's jobs are unlocked by the others (graphile-worker alone would wait four hours).
create table jobs.workers (
  id text primary key,
  seen_at timestamptz not null default now()
);

/* Stores one raw event and its items, in the caller's single statement.
   p_items: [{tenantId, channelId, threadKey, dedupKey, position, item}].
   Lanes are locked first, in one order: so items of a thread get rising ids in commit order, and two batches cannot deadlock.
   p_replay takes a settled item up again with today's reading of it. Gives the positions that were new. */
create function jobs.store_inbound(p_event jsonb, p_body bytea, p_items jsonb, p_replay boolean default false)
  returns table (item_position int, is_new boolean)
  language plpgsql security definer set search_path = pg_catalog
as $$
#variable_conflict use_column
begin
  insert into jobs.inbound_events (id, kind, tenant_id, channel_id, source, method, url, headers, body, state, reason, received_at)
  values ((p_event->>'id')::uuid, p_event->>'kind', (p_event->>'tenantId')::uuid, (p_event->>'channelId')::uuid, p_event->>'source',
          coalesce(p_event->>'method', 'POST'), coalesce(p_event->>'url', ''), coalesce(p_event->'headers', '{}'), p_body,
          p_event->>'state', p_event->>'reason', coalesce((p_event->>'receivedAt')::timestamptz, now()))
  on conflict (id) do update set state = excluded.state, reason = excluded.reason,
    tenant_id = coalesce(inbound_events.tenant_id, excluded.tenant_id), channel_id = coalesce(inbound_events.channel_id, excluded.channel_id);
  if jsonb_array_length(p_items) = 0 then return; end if;

  insert into jobs.lanes (tenant_id, channel_id, thread_key)
  select distinct i."tenantId", i."channelId", i."threadKey"
    from jsonb_to_recordset(p_items) i("tenantId" uuid, "channelId" uuid, "threadKey" text)
   order by 1, 2, 3
  on conflict (tenant_id, channel_id, thread_key) do update set rev = lanes.rev + 1;

  return query
  with given as (
    select * from jsonb_to_recordset(p_items)
      i("tenantId" uuid, "channelId" uuid, "threadKey" text, "dedupKey" text, position int, item jsonb)
  ), stored as (
    insert into jobs.inbound_items (tenant_id, channel_id, thread_key, dedup_key, event_id, position, item, received_at)
    select g."tenantId", g."channelId", g."threadKey", g."dedupKey", (p_event->>'id')::uuid, g.position, g.item,
           coalesce((p_event->>'receivedAt')::timestamptz, now())
      from (select distinct on ("tenantId", "channelId", "dedupKey") * from given
             order by "tenantId", "channelId", "dedupKey", position) g
     order by g.position
    on conflict (tenant_id, channel_id, dedup_key) do update
      set state = 'waiting', item = excluded.item, event_id = excluded.event_id, position = excluded.position,
          attempts = 0, reason = null, settled_at = null
      where p_replay and inbound_items.state <> 'waiting'
    returning position
  )
  select g.position, s.position is not null from given g left join stored s on s.position = g.position;
end $$;

/* A tenant's raw events of one channel, newest first, for the operations screen and REST.
   Tenant from the session setting, so a caller cannot name another. */
create function jobs.list_inbound_events(p_channel uuid, p_before timestamptz, p_limit int)
  returns table (id uuid, received_at timestamptz, state text, reason text, source text, size_bytes int, items jsonb)
  language sql stable security definer set search_path = pg_catalog
as $$
  select e.id, e.received_at, e.state, e.reason, e.source, octet_length(e.body),
         coalesce((select jsonb_agg(jsonb_build_object('position', i.position, 'state', i.state, 'reason', i.reason, 'dedupKey', i.dedup_key) order by i.position)
                     from jobs.inbound_items i where i.event_id = e.id and i.tenant_id = public.current_tenant()), '[]')
    from jobs.inbound_events e
   where e.received_at < p_before
     and ((e.tenant_id = public.current_tenant() and e.channel_id = p_channel)
       or (e.tenant_id is null and exists (select from jobs.inbound_items i where i.event_id = e.id and i.tenant_id = public.current_tenant() and i.channel_id = p_channel)))
   order by e.received_at desc limit least(p_limit, 200) $$;

/* Enqueues follow-up work in the caller's transaction. The envelope's tenant is the transaction's, whatever the caller says;
   outside a tenant it is null (jobs of the platform: mail to a person, clean-up).
   p_jobs: [{task, payload, runAt, key, maxAttempts}]. The same key again replaces a job that has not started. */
create function jobs.enqueue(p_jobs jsonb) returns void
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  perform graphile_worker.add_jobs(
    (select array_agg(row(j.task, jsonb_build_object('tenantId', public.current_tenant(), 'payload', j.payload), null, j."runAt",
                          coalesce(j."maxAttempts", 25), j.key, 0, null)::graphile_worker.job_spec order by j.ord)
       from rows from (jsonb_to_recordset(p_jobs)
         as (task text, payload json, "runAt" timestamptz, key text, "maxAttempts" smallint)) with ordinality
         j(task, payload, "runAt", key, "maxAttempts", ord)));
end $$;

/* Takes back a job that has not started. The key is the tenant's own: enqueue prefixes it in the application. */
create function jobs.cancel(p_key text) returns void
  language plpgsql security definer set search_path = pg_catalog
as $$ begin perform graphile_worker.remove_job(p_key); end $$;

grant usage on schema jobs to parley_app;
revoke all on all functions in schema jobs from public;
grant execute on all functions in schema jobs to parley_app;
reset role;
