// RFC 5321 section 4.5.3.1.3: a path is at most 256 octets, so an address at most 254 (read 2026-11-21).
const MAX_LENGTH = 254;
const ADDRESS = /^[^\s@"(),:;<>[\\\]]+@[^\s@"(),:;<>[\\\]]+\.[^\s@"(),:;<>[\\\]]+$/;

/**
 * The one form of an address that is stored, compared, limited and mailed: NFKC, trimmed, lower case.
 * Normalising comes before every check: an address that changes afterwards could pass as one person and be mailed as another
 * (next-auth's advisory of July 2026). Null for what is not one plain address.
 */
export function normaliseEmail(value: string): string | null {
  if (value.length > 4 * MAX_LENGTH) return null;
  const email = value.normalize("NFKC").trim().toLowerCase();
  // Cc, Cf: control and invisible format characters make two addresses look alike.
  if (email.length > MAX_LENGTH || /[\p{Cc}\p{Cf}\p{Cs}]/u.test(email) || !ADDRESS.test(email)) return null;
  return email;
}
