import * as z from "zod";

/** How much of a list, and from where on. Cursors are opaque; one that was not given out here is refused. */
export const pageInput = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(400).nullish(),
});

/** One page; `nextCursor` is null on the last. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
