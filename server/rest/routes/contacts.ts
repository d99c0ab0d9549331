import * as z from "zod";
import { contactFields, contactView, email, identityView, phone } from "@/lib/schemas/contact";
import { conversationView } from "@/lib/schemas/conversation";
import { id, key, line, prose } from "@/lib/schemas/text";
import { accessContact } from "@/server/contacts/access-contact";
import { addIdentity } from "@/server/contacts/add-identity";
import { listIdentities, contactView as toView } from "@/server/contacts/contact-view";
import { createContact } from "@/server/contacts/create-contact";
import { deleteContact } from "@/server/contacts/delete-contact";
import { listContacts } from "@/server/contacts/list-contacts";
import { updateContact } from "@/server/contacts/update-contact";
import { conversationView as toConversation } from "@/server/conversations/conversation-view";
import { listConversations } from "@/server/conversations/list-conversations";
import { defineRoute, reply } from "../route";
import { listOf, page } from "../schemas";

const fields = z.strictObject(contactFields.shape);
const timelineEntry = z.object({ type: z.literal("conversation"), at: z.string(), conversation: conversationView });

const collection = [
  defineRoute({
    method: "GET",
    path: "/contacts",
    permission: "contacts.read",
    tag: "Contacts",
    summary: "List contacts, the newest first",
    query: page.extend({
      q: line(200).optional(),
      email: email.optional(),
      phone: phone.optional(),
      identity: prose(500).optional().meta({ description: "Value of one of the contact's identities." }),
    }),
    responses: { 200: listOf(contactView) },
    async run(scope, { query }) {
      const { items, nextCursor } = await listContacts(scope, query);
      return { data: items, nextCursor };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/contacts",
    permission: "contacts.update",
    tag: "Contacts",
    summary: "Write down a contact",
    body: fields,
    responses: { 201: contactView },
    run: async (scope, { body }) => reply(201, await createContact(scope, body)),
  }),
];

const one = [
  defineRoute({
    method: "GET",
    path: "/contacts/{id}",
    permission: "contacts.read",
    tag: "Contacts",
    summary: "One contact",
    responses: { 200: contactView },
    run: async (scope, { params }) => toView(await accessContact(scope, params.id ?? "")),
  }),
  defineRoute({
    method: "PATCH",
    path: "/contacts/{id}",
    permission: "contacts.update",
    tag: "Contacts",
    summary: "Change a contact; with If-Match only if nobody was faster",
    body: fields,
    responses: { 200: contactView },
    run: (scope, { params, body, expectedVersion }) => updateContact(scope, { id: params.id ?? "", expectedVersion, ...body }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/contacts/{id}",
    permission: "contacts.delete",
    tag: "Contacts",
    summary: "Delete a contact who has no conversations",
    responses: { 204: null },
    async run(scope, { params }) {
      await deleteContact(scope, params.id ?? "");
      return reply(204);
    },
  }),
  defineRoute({
    method: "GET",
    path: "/contacts/{id}/identities",
    permission: "contacts.read",
    tag: "Contacts",
    summary: "Where a contact is reached",
    responses: { 200: listOf(identityView) },
    async run(scope, { params }) {
      const contact = await accessContact(scope, params.id ?? "");
      return { data: await listIdentities(scope, contact.id), nextCursor: null };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/contacts/{id}/identities",
    permission: "contacts.update",
    tag: "Contacts",
    summary: "Write down where a contact is reached on a channel that may begin conversations",
    body: z.strictObject({ channelId: id, value: key(500) }),
    responses: { 201: identityView, 200: identityView },
    async run(scope, { params, body }) {
      const { identity, isNew } = await addIdentity(scope, { contactId: params.id ?? "", ...body });
      return reply(isNew ? 201 : 200, identity);
    },
  }),
  defineRoute({
    method: "GET",
    path: "/contacts/{id}/timeline",
    permission: "contacts.read",
    tag: "Contacts",
    summary: "What a contact wrote and when, over all channels, the newest first",
    query: page,
    responses: { 200: listOf(timelineEntry) },
    async run(scope, { params, query }) {
      const contact = await accessContact(scope, params.id ?? "");
      const { items, nextCursor } = await listConversations(scope, { view: "all", sort: "newest", ...query, filter: { contactId: contact.id } });
      return { data: items.map((row) => ({ type: "conversation", at: row.lastActivityAt, conversation: toConversation(row) })), nextCursor };
    },
  }),
];

export const contactRoutes = [...collection, ...one];
