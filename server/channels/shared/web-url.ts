const MAX_LENGTH = 4096;

/** The URL when it is an absolute http(s) one, else undefined: `javascript:`, `data:` and `file:` links of strangers end here. */
export function webUrl(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > MAX_LENGTH || !URL.canParse(value)) return undefined;
  return /^https?:$/.test(new URL(value).protocol) ? value : undefined;
}
