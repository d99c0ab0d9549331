/** A URL-safe name: lower case, accents dropped, runs of anything else one hyphen, at most 40 characters; "workspace" when nothing is left (中文). */
export function slugify(name: string): string {
  const slug = name
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  return slug || "workspace";
}
