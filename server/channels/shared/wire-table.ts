/** A table that is looked up by a platform's word: a word that every object knows ("constructor", "__proto__") stands in it no more than any other. */
export function wireTable<T>(entries: Record<string, T>): Record<string, T | undefined> {
  return Object.assign(Object.create(null) as Record<string, T>, entries);
}
