import * as z from "zod";
import { contactFields, updateContactInput } from "@/lib/schemas/contact";
import { pageInput } from "@/lib/schemas/page";
import { id, line } from "@/lib/schemas/text";
import { createContact } from "@/server/contacts/create-contact";
import { deleteContact } from "@/server/contacts/delete-contact";
import { getContact } from "@/server/contacts/get-contact";
import { listContacts } from "@/server/contacts/list-contacts";
import { updateContact } from "@/server/contacts/update-contact";
import { router, tenantProcedure } from "../trpc";

const reads = tenantProcedure.meta({ permission: "contacts.read" });
const updates = tenantProcedure.meta({ permission: "contacts.update" });

export const contactsRouter = router({
  list: reads.input(pageInput.extend({ q: line(200).optional() })).query(({ ctx, input }) => ctx.inTenant((scope) => listContacts(scope, input))),
  /** The person, their identities, and their conversations on every channel. */
  get: reads.input(z.object({ id })).query(({ ctx, input }) => ctx.inTenant((scope) => getContact(scope, input.id))),
  create: updates.input(contactFields).mutation(({ ctx, input }) => ctx.inTenant((scope) => createContact(scope, input))),
  update: updates.input(updateContactInput).mutation(({ ctx, input }) => ctx.inTenant((scope) => updateContact(scope, input))),
  delete: tenantProcedure
    .meta({ permission: "contacts.delete" })
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => ctx.inTenant((scope) => deleteContact(scope, input.id))),
});
