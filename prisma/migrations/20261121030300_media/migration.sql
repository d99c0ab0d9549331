-- What was made of a file, beside its original: a preview to look at, a form that every browser plays, the form that a channel was sent.
-- By name: {"preview": {"key", "mimeType", "sizeBytes"}, "playable": ..., "sent": ...}. The table's own policy and grants cover it.
alter table attachments add column forms jsonb not null default '{}';
-- waiting: a job is at it. failed: this file could not be read, or there is no ffmpeg here; the original stands.
alter table attachments add column forms_state text check (forms_state in ('waiting', 'done', 'failed'));
alter table attachments alter column forms set statistics 0;
