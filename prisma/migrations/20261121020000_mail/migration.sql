-- Mail: what a message says beyond its text, and who takes part in a conversation besides its contact.
alter table messages
  -- The whole text, where `text` leaves the quoted history out.
  add column full_text text,
  -- Addresses, subject, references, authentication: MailFacts of lib/schemas/mail.ts.
  add column mail jsonb;

-- Everybody whose address stood in From, To or Cc of a conversation's mails, our own addresses left out. A mail that only points at
-- a conversation joins it when its sender stands here.
create table conversation_participants (
  tenant_id uuid not null,
  conversation_id uuid not null,
  address text not null,                             -- lower case
  name text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, conversation_id, address),
  foreign key (tenant_id, conversation_id) references conversations on delete cascade
);
alter table conversation_participants enable row level security;
alter table conversation_participants force row level security;
create policy tenant on conversation_participants
  using (tenant_id = (select current_tenant())) with check (tenant_id = (select current_tenant()));
grant select, insert, update, delete on conversation_participants to parley_app;
