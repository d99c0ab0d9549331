-- The visitor's side of a widget session: who they say they are, who a signature says they are, and whether they wrote.
alter table widget_sessions
  -- Set by a signature, then `verified` is true. The lane (visitor_id) stays what it was, so that order is kept.
  add column signed_id text,
  -- {id, name, email, phone, attributes} as the page told; put on the contact, which exists from the first message on.
  add column claims jsonb not null default '{}',
  -- First message of this session. Before it there is nothing to move when the visitor turns out to be somebody.
  add column wrote_at timestamptz,
  add constraint widget_sessions_signed check (verified or signed_id is null);
