-- The workspace a person looked at last: where the next sign-in leads. A hint only; every request checks the seat itself.
alter table users add column last_tenant_id uuid references tenants on delete set null;
create index on users (last_tenant_id) where last_tenant_id is not null;
