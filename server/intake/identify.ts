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

type Address = Pick<Party, "scope" | "value">;

/** The channel's facts. Throws `invalid` when it is gone: nothing that waits for it can be taken any more. */
export function channelOf(fold: Fold, channelId: string): ChannelFacts {
  const channel = fold.channels.get(channelId);
  if (!channel) throw new AppError("invalid", "the channel is gone");
  return channel;
}

/** Who an address belongs to, without making anybody up. */
export function findPerson(fold: Fold, channel: ChannelFacts, { scope, value }: Address): Person | null {
  const identity = fold.identities.get(identityKey(channel.kind, fitKey(scope), fitKey(value)));
  if (!identity) return null;
  const contact = fold.contacts.get(contactAfterMerges(identity.contactId, fold.contacts));
  return contact ? { identity, contact } : null;
}

/**
 * Who a party is; somebody new becomes a contact of their own, unless the platform states a further address of theirs that is known.
 * What they say of themselves is learnt.
 */
export function identify(fold: Fold, channel: ChannelFacts, party: Party): Person {
  const known = findPerson(fold, channel, party) ?? byOtherAddress(fold, channel, party);
  const person = known ? learn(fold, known, party) : meet(fold, channel, party);
  for (const address of party.also ?? []) addAddress(fold, channel, { person, address });
  return person;
}

/** Somebody new by this address, and known by another that the platform says is theirs too. */
function byOtherAddress(fold: Fold, channel: ChannelFacts, party: Party): Person | null {
  for (const address of party.also ?? []) {
    const contact = findPerson(fold, channel, address)?.contact;
    if (contact) return { contact, identity: newIdentity(fold, channel, { contact, party: { ...party, verified: true } }) };
  }
  return null;
}

/**
 * Writes down, verified, that the platform says an address is this person's too. One that is another contact's stays there: two
 * contacts are not joined in passing, but what speaks for it is kept. Null then.
 */
export function addAddress(fold: Fold, channel: ChannelFacts, { person, address }: { person: Person; address: Address }): Identity | null {
  const known = findPerson(fold, channel, address);
  if (known && known.contact !== person.contact) {
    const [identityId, sameAsId] = [known.identity.id, person.identity.id].sort() as [string, string];
    fold.evidence.set(`${identityId} ${sameAsId}`, { identityId, sameAsId, channelId: channel.id, seenAt: fold.now });
    return null;
  }
  if (!known) return newIdentity(fold, channel, { contact: person.contact, party: { ...address, name: person.identity.displayName, verified: true } });
  if (!known.identity.verified) touch(known.identity).verified = true;
  return known.identity;
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
  fold.contacts.set(contact.id, contact);
  const identity = newIdentity(fold, channel, { contact, party });
  fold.events.push({ type: "contact.created", contactId: contact.id, channelId: channel.id, actor: { type: "contact", id: contact.id } });
  if (channel.hasProfiles && !party.name) {
    const seenIn = party.group ? { seenIn: { channelId: channel.id, group: party.group } } : {};
    fold.followUps.push({ kind: "fetch-profile", identityId: identity.id, ...seenIn });
  }
  return { identity, contact };
}

interface Named extends Address {
  name?: string | null;
  verified?: boolean;
}

function newIdentity(fold: Fold, channel: ChannelFacts, { contact, party }: { contact: Contact; party: Named }): Identity {
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
  addIdentity(fold, identity);
  if (!contact.isNew) fold.events.push({ type: "contact.updated", contactId: contact.id, channelId: channel.id, data: { changed: ["identities"] } });
  return identity;
}
