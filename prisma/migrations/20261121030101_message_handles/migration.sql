-- What a platform wants back with an act on a message (a token to quote it, another to mark it read): the adapter's own names, never shown.
alter table messages add column handles jsonb;
