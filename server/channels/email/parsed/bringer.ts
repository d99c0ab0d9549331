import type { RawRequest, Verification } from "@/server/channels/contract";

/** A mail as a service brings it: its bytes, and whom the servers were told. */
export interface Brought {
  raw: Buffer;
  /** Of the envelope; "" is what machines give that want no answer, null is unknown. */
  from: string | null;
  to: string | null;
}

/** One service that takes mails in our place and posts each of them to the channel's own address. */
export interface Bringer<C> {
  /** Before anything is read, on the raw bytes. */
  verify(request: RawRequest, credentials: C): Verification;
  /** The mail in the posted body. Throws a sentence about what to switch on where there is none. */
  unwrap(body: Buffer): Brought;
  /** What tells the service not to bring again what nobody can read. Refused ones it may: a wrong key is put right. */
  unreadable: number;
}

/** The field of a form as text; null where it is absent. */
export const textOf = (form: Map<string, Buffer>, name: string): string | null => form.get(name)?.toString("utf8") ?? null;
