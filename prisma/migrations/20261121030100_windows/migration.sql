-- Until when, how often and with what a platform lets us answer an act of the customer. Several may be open at once (a message's and
-- a menu's), each under its scene. The handle is a platform's reply token: good for one answer within minutes, and only together with
-- the channel's own secrets, which are encrypted; so it stands here as it came, and goes when its time is over.
create table reply_windows (
  tenant_id uuid not null,
  conversation_id uuid not null,
  scene text not null,
  opened_at timestamptz not null,                    -- the act, by the platform's clock; an older act never replaces a newer one
  expires_at timestamptz not null,
  sends_left int check (sends_left >= 0),            -- null: any number
  handle text,
  primary key (tenant_id, conversation_id, scene),
  foreign key (tenant_id, conversation_id) references conversations on delete cascade
);
create index reply_windows_expired on reply_windows (tenant_id, expires_at);

-- What a part was counted against: taken before its call, so that two senders cannot spend the same send, and given back when the
-- platform refused it. Null where it was counted against nothing, or nothing is to be given back any more.
alter table delivery_parts
  add column window_conversation_id uuid,
  add column window_scene text,
  add column window_opened_at timestamptz;

-- When the channel's next call may leave, where the platform takes only so many a second: the whole budget is one instant, which
-- every call pushes on by its share of the second.
create table send_budgets (
  tenant_id uuid not null,
  channel_id uuid not null,
  next_at timestamptz not null,
  primary key (tenant_id, channel_id),
  foreign key (tenant_id, channel_id) references channels on delete cascade
) with (fillfactor = 50);

-- The place in that row of calls which a message has been given and waits for.
alter table deliveries add column slot_at timestamptz;

-- Two identities of different contacts that a platform itself says are one person's: what a merge is suggested by.
create table identity_evidence (
  tenant_id uuid not null,
  identity_id uuid not null,
  same_as_id uuid not null,
  channel_id uuid not null,                          -- which channel said so
  seen_at timestamptz not null,
  primary key (tenant_id, identity_id, same_as_id),
  foreign key (tenant_id, identity_id) references identities on delete cascade,
  foreign key (tenant_id, same_as_id) references identities on delete cascade,
  foreign key (tenant_id, channel_id) references channels on delete cascade
);
create index identity_evidence_same_as on identity_evidence (tenant_id, same_as_id);
create index identity_evidence_channel on identity_evidence (tenant_id, channel_id);

do $$
declare t text;
begin
  foreach t in array array['reply_windows', 'send_budgets', 'identity_evidence']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I using (tenant_id = (select current_tenant())) with check (tenant_id = (select current_tenant()))', t);
    execute format('grant select, insert, update, delete on %I to parley_app', t);
  end loop;
end $$;
