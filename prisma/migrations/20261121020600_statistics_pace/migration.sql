-- New statistics end every kept plan of a table on every connection, and a dozen statements are planned anew at once: seen as one or two
-- seconds in which everybody's messages took five times as long. In a young database autovacuum finds a tenth more rows every minute;
-- the drain looks at the tables itself after 200, 2,000 and 20,000 items (server/intake/refresh-statistics.ts), so autovacuum may wait
-- until there is something to learn.
do $$
declare t text;
begin
  foreach t in array array['contacts', 'identities', 'conversations', 'messages', 'events', 'deliveries', 'delivery_parts', 'attachments']
  loop
    execute format('alter table %s set (autovacuum_analyze_threshold = 20000, autovacuum_analyze_scale_factor = 0.2, autovacuum_vacuum_insert_threshold = 50000)', t);
  end loop;
end $$;

set local role parley_jobs;
do $$
declare t text;
begin
  foreach t in array array['jobs.inbound_events', 'jobs.inbound_items', 'jobs.awaited_targets']
  loop
    execute format('alter table %s set (autovacuum_analyze_threshold = 20000, autovacuum_analyze_scale_factor = 0.2, autovacuum_vacuum_insert_threshold = 50000)', t);
  end loop;
end $$;
reset role;
