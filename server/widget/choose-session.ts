export interface KnownSession {
  /** Who a signature said this is. */
  signedId: string | null;
  /** Who the page said this is, without a signature. */
  claimedId: string | null;
}

export interface GivenIdentity {
  id: string;
  isSigned: boolean;
}

/**
 * What becomes of a browser's session when the page says who is there.
 * resume: the same person. raise: an anonymous visitor turned out to be somebody. fresh: somebody else sits there now,
 * who must see nothing of the one before (a log-out without `shutdown`, a shared computer).
 */
export function chooseSession(known: KnownSession | null, identity: GivenIdentity | null): "resume" | "raise" | "fresh" {
  if (!known) return "fresh";
  if (!identity) return "resume";
  if (known.signedId !== null) return known.signedId === identity.id ? "resume" : "fresh";
  if (known.claimedId !== null && known.claimedId !== identity.id) return "fresh";
  return identity.isSigned ? "raise" : "resume";
}
