/** A path of our own site out of what an address bar says, or the fallback: a link must not lead elsewhere after signing in. */
export function ownPath(value: string | undefined, fallback: string): string {
  // A second slash or a backslash makes browsers read a host name; control characters are dropped by them before they look.
  return value && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(value) ? value : fallback;
}
