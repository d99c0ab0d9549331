import type { ContactView, IdentityView } from "@/lib/schemas/contact";
import type { ConversationRow } from "@/lib/schemas/conversation";
import { listConversations } from "@/server/conversations/list-conversations";
import type { Scope } from "@/server/db/scope";
import { accessContact } from "./access-contact";
import { contactView, listIdentities } from "./contact-view";

const EARLIER_SHOWN = 20;

export interface ContactDetail {
  contact: ContactView;
  identities: IdentityView[];
  /** The contact's conversations on every channel that this agent may see, newest first. */
  conversations: ConversationRow[];
}

/** Who is writing: the person, where they are reached, and what they wrote before, elsewhere. Throws not-found. */
export async function getContact(scope: Scope, id: string): Promise<ContactDetail> {
  const contact = contactView(await accessContact(scope, id));
  const identities = await listIdentities(scope, id);
  const { items } = await listConversations(scope, { view: "all", sort: "newest", limit: EARLIER_SHOWN, filter: { contactId: id } });
  return { contact, identities, conversations: items };
}
