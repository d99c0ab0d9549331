-- Mails that a mail here answers and that have not come. Mailboxes are read one by one and mail overtakes itself, so an answer may be
-- here before its question: whoever brings the question finds the conversation that waits for it. `sender` is who answered: the
-- question must have gone to them, or anybody who guesses a Message-ID could wait for somebody else's mail.
create table awaited_mails (
  tenant_id uuid not null,
  message_id text not null,                          -- without angle brackets, the domain in lower case
  conversation_id uuid not null,
  sender text not null,
  primary key (tenant_id, message_id, conversation_id, sender),
  foreign key (tenant_id, conversation_id) references conversations on delete cascade
);
create index awaited_mails_conversation on awaited_mails (tenant_id, conversation_id);
alter table awaited_mails enable row level security;
alter table awaited_mails force row level security;
create policy tenant on awaited_mails
  using (tenant_id = (select current_tenant())) with check (tenant_id = (select current_tenant()));
grant select, insert, update, delete on awaited_mails to parley_app;
