-- ANALYZE spends nearly all of its time on columns that nobody ever filters by: bodies, texts, JSON.
alter table messages alter column text set statistics 0, alter column html set statistics 0, alter column payload set statistics 0;
alter table attachments alter column source set statistics 0, alter column data set statistics 0;
alter table events alter column data set statistics 0;
alter table conversations alter column preview set statistics 0;
set local role parley_jobs;
alter table jobs.inbound_events alter column body set statistics 0, alter column headers set statistics 0, alter column url set statistics 0;
alter table jobs.inbound_items alter column item set statistics 0, alter column reason set statistics 0;
reset role;
