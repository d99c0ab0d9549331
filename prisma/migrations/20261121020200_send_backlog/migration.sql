-- What of a tenant is to leave by an instant: how long its backlog is (schedule-delivery.ts counts a few), and what comes
-- first in it (deliver-backlog.ts). Partial, so that what has left costs nothing.
create index deliveries_due on deliveries (tenant_id, not_before) where status in ('scheduled', 'queued', 'sending');
