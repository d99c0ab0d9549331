-- Deleting a row asks every table that refers to it. Without these, deleting a tenant's 20,000 messages read 20,000 times all
-- of them. Partial where the reference is rare, so that the drain pays nothing for them.
create index messages_reply_to on messages (tenant_id, reply_to_id) where reply_to_id is not null;
create index contacts_merged_into on contacts (tenant_id, merged_into_id) where merged_into_id is not null;
create index conversations_identity on conversations (tenant_id, identity_id);
create index deliveries_conversation on deliveries (tenant_id, conversation_id);
create index deliveries_identity on deliveries (tenant_id, identity_id);
