import { AppError } from "@/lib/errors";
import type { Party } from "@/server/channels/contract";
import { contactAfterMerges, learnFrom } from "@/server/contacts/resolve-identity";
import { addIdentity, type Fold, touch } from "./fold";
import { fitKey } from "./prepare-items";
import { type ChannelFacts, type Contact, type Identity, identityKey } from "./world";

export interface Person {
  identity: Identity;
  contact: Contact;
}

/** The channel's facts. Throws `invalid` when it is gone: nothing that waits for it can be taken any more. */
export function channelOf(fold: Fold, channelId: string): ChannelFacts {
  const channel = fold.channels.get(channelId);
  if (!channel) throw new AppError("invalid", "the channel is gone");
  return channel;
}

/** Who a party is, without making anybody up. */
export function findPerson(fold: Fold, channel: ChannelFacts, party: Party): Person | null {
  const identity = fold.identities.get(identityKey(channel.kind, fitKey(party.scope), fitKey(party.value)));
  if (!identity) return null;
  const contact = fold.contacts.get(contactAfterMerges(identity.contactId, fold.contacts));
  return contact ? { identity, contact } : null;
}

/** Who a party is; somebody new becomes a contact of their own. What they say of themselves is learnt. */
export function identify(fold: Fold, channel: ChannelFacts, party: Party): Person {
  const known = findPerson(fold, channel, party);
  return known ? learn(fold, known, party) : meet(fold, channel, party);
}

function learn(fold: Fold, person: Person, party: Party): Person {
  const changes = learnFrom(party, person.identity, person.contact);
  if (Object.keys(changes.identity).length > 0) Object.assign(touch(person.identity), changes.identity);
  if (Object.keys(changes.contact).length > 0) {
    if (!person.contact.isNew && !person.contact.isChanged) fold.events.push({ type: "contact.updated", contactId: person.contact.id });
    Object.assign(touch(person.contact), changes.contact);
  }
  return person;
}

function meet(fold: Fold, channel: ChannelFacts, party: Party): Person {
  const contact: Contact = {
    id: fold.newId(),
    name: party.name ?? null,
    email: party.email ?? null,
    phone: party.phone ?? null,
    avatarUrl: party.avatarUrl ?? null,
    locale: party.locale ?? null,
    mergedIntoId: null,
    isNew: true,
  };
  const identity: Identity = {
    id: fold.newId(),
    contactId: contact.id,
    kind: channel.kind,
    scope: fitKey(party.scope),
    value: fitKey(party.value),
    verified: party.verified ?? false,
    displayName: party.name ?? null,
    blockedAt: null,
    isNew: true,
  };
  fold.contacts.set(contact.id, contact);
  addIdentity(fold, identity);
  fold.events.push({ type: "contact.created", contactId: contact.id, channelId: channel.id, actor: { type: "contact", id: contact.id } });
  if (channel.hasProfiles && !party.name) fold.followUps.push({ kind: "fetch-profile", identityId: identity.id });
  return { identity, contact };
}
