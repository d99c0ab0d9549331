import type { Party } from "@/server/channels/contract";

interface Known {
  verified: boolean;
  displayName: string | null;
}

interface KnownContact {
  name: string | null;
  email: string | null;
  phone: string | null;
  avatarUrl: string | null;
  locale: string | null;
}

/** What changes on an identity that wrote again, and on its contact. Empty objects: nothing. */
export interface IdentityChanges {
  identity: Partial<Known>;
  contact: Partial<KnownContact>;
}

/**
 * What a party's own words change about somebody known. An identity is never joined to another contact here: what somebody
 * states (e-mail, phone) fills gaps, and only a verified equality may merge, elsewhere. Verified once stays verified.
 * The contact's name follows the platform's as long as no agent gave another one.
 */
export function learnFrom(party: Party, identity: Known, contact: KnownContact): IdentityChanges {
  const changes: IdentityChanges = { identity: {}, contact: {} };
  if (party.verified && !identity.verified) changes.identity.verified = true;
  if (party.name && party.name !== identity.displayName) changes.identity.displayName = party.name;
  const followsPlatform = contact.name === null || contact.name === identity.displayName;
  if (party.name && followsPlatform && party.name !== contact.name) changes.contact.name = party.name;
  for (const field of ["email", "phone", "avatarUrl", "locale"] as const) {
    const stated = party[field];
    if (stated && contact[field] === null) changes.contact[field] = stated;
  }
  return changes;
}

/** Follows merges: a contact that was merged points to the one it became. The map holds every contact on the way. */
export function contactAfterMerges(contactId: string, contacts: ReadonlyMap<string, { mergedIntoId: string | null }>): string {
  const seen = new Set<string>();
  let id = contactId;
  for (let next = contacts.get(id)?.mergedIntoId; next && !seen.has(next); next = contacts.get(id)?.mergedIntoId) {
    seen.add(id);
    id = next;
  }
  return id;
}
