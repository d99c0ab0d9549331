import * as z from "zod";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The last entry of a backup: what must be in it. An archive without one was cut short. */
export const manifestSchema = z.object({
  format: z.literal(1),
  version: z.string(),
  madeAt: z.iso.datetime(),
  /** Name and checksum, in order: rows fit only the schema they came from. */
  migrations: z.array(z.object({ name: z.string(), checksum: sha256 })),
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.string()),
      rows: z.int().min(0),
      /** Of each piece `tables/<name>/<number>`. */
      pieces: z.array(sha256),
    }),
  ),
  /** What each sequence gave last; null: nothing yet. */
  sequences: z.array(z.object({ name: z.string(), lastValue: z.int().nullable() })),
  /** Attachments, each named by what is in it; the digest is over their keys, in order. */
  files: z.object({ count: z.int().min(0), sizeBytes: z.int().min(0), digest: sha256, missing: z.array(z.string()) }),
  /** Checksum of `secrets.json`, or null: the operator keeps them elsewhere. */
  secrets: sha256.nullable(),
  /** By which an installation tells whether it has the keys, without telling them. */
  encryptionKeys: z.array(z.string()),
});

export type Manifest = z.output<typeof manifestSchema>;

export const MANIFEST = "manifest.json";
export const SECRETS = "secrets.json";

/** `tables/public.messages/000001`. */
export function pieceName(table: string, index: number): string {
  return `tables/${table}/${String(index).padStart(6, "0")}`;
}

/** The table of a piece; null for other entries. */
export function tableOf(entry: string): string | null {
  return /^tables\/(.+)\/\d{6,}$/.exec(entry)?.[1] ?? null;
}

/** `files/<storage key>`. */
export function fileName(storageKey: string): string {
  return `files/${storageKey}`;
}

/** The storage key of a file's entry; null for other entries. */
export function storageKeyOf(entry: string): string | null {
  return entry.startsWith("files/") ? entry.slice("files/".length) : null;
}
