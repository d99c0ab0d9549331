import { AppError, bug } from "@/lib/errors";
import type { IdentityView } from "@/lib/schemas/contact";
import { adapterOf } from "@/server/channels/registry";
import { accessChannel } from "@/server/connections/access-channel";
import { newId } from "@/server/db/ids";
import type { Scope } from "@/server/db/scope";
import { recordEvent } from "@/server/realtime/record-event";
import { accessContact } from "./access-contact";
import { listIdentities } from "./contact-view";

interface AddIdentityInput {
  contactId: string;
  channelId: string;
  /** The platform's own id of the person. */
  value: string;
}

/**
 * Writes down, unverified, where a contact is reached on a channel. The same again gives the same one. Throws not-found, invalid
 * `cannot-start` where only the customer can begin (the platform's ids come with their first message) or `not-an-address`, conflict
 * `identity-taken` when it is somebody else's: joining two people is another act.
 */
export async function addIdentity(scope: Scope, input: AddIdentityInput): Promise<{ identity: IdentityView; isNew: boolean }> {
  const contact = await accessContact(scope, input.contactId, { lock: true });
  const channel = await accessChannel(scope, input.channelId);
  const { title, capabilities, addressOf } = adapterOf(channel.kind);
  if (!capabilities.canStart)
    throw new AppError("invalid", "channel cannot start", { reason: "cannot-start", publicMessage: `On ${title} only the customer can begin a conversation.` });
  const address = addressOf ? addressOf(input.value) : { scope: channel.accountId, value: input.value };
  if (!address) {
    const message = `This is no address on ${title}.`;
    throw new AppError("invalid", "not an address", { reason: "not-an-address", publicMessage: message, fields: [{ field: "value", message }] });
  }
  const id = newId();
  const { rows } = await scope.sql.query<{ id: string; contact_id: string }>(
    `insert into identities (tenant_id, id, contact_id, kind, scope, value, created_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant_id, kind, scope, value) do update set value = excluded.value returning id, contact_id`,
    [scope.tenantId, id, contact.id, channel.kind, address.scope, address.value, scope.now],
  );
  const stored = rows[0];
  if (stored?.contact_id !== contact.id)
    throw new AppError("conflict", "identity of another contact", { reason: "identity-taken", publicMessage: "This address belongs to another contact." });
  const isNew = stored.id === id;
  if (isNew) recordEvent(scope, { type: "contact.updated", contactId: contact.id });
  const identity = (await listIdentities(scope, contact.id)).find((one) => one.id === stored.id);
  if (!identity) throw bug("an identity just written is not there");
  return { identity, isNew };
}
