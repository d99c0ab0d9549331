import type { MailAddress } from "@/lib/schemas/mail";

/** What a person calls an address: the name, else the address. */
export function addressLabel({ address, name }: MailAddress): string {
  return name?.trim() || address;
}

/** "Ana <ana@example.com>", or the address alone. */
export function fullAddress({ address, name }: MailAddress): string {
  return name?.trim() ? `${name.trim()} <${address}>` : address;
}

export interface Summary {
  names: string[];
  /** How many stand behind "+2". */
  more: number;
}

/** The first few by name and the number of the rest. One more is not hidden behind "+1" where the name is as short. */
export function summarise(addresses: readonly MailAddress[], shown = 2): Summary {
  const count = addresses.length === shown + 1 ? shown + 1 : shown;
  return { names: addresses.slice(0, count).map(addressLabel), more: Math.max(0, addresses.length - count) };
}
