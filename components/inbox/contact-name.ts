interface Named {
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
}

/** What a contact is called: the name, else an address, else "Visitor 8F21" from the end of the id, where ids differ. */
export function contactName(contact: Named, visitor: string): string {
  return contact.name?.trim() || contact.email || contact.phone || `${visitor} ${contact.id.slice(-4).toUpperCase()}`;
}
