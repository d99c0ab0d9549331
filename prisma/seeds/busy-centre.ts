import { newId } from "@/server/db/ids";
import { inTenant } from "@/server/db/in-tenant";
import { createApiChannel, untilDrained, writeAsCustomer } from "./api-channel";
import type { AgentActor } from "./demo-people";

const CONVERSATIONS = 5_000;
const MINUTES_BETWEEN = 7;
const TEAMS = ["Orders", "Returns", "Technical", "Business customers"];
const SUBJECTS = [
  "My parcel has not arrived",
  "Which size fits?",
  "I want to return an order",
  "退货多久能到账？",
  "The app shows an error",
  "Invoice with our VAT number",
];

/** A tenant as busy as a centre's: thousands of conversations over weeks, for lists that scroll and queries that must hold. */
export async function fillBusyCentre({ tenantId, owner }: { tenantId: string; owner: AgentActor }): Promise<void> {
  await inTenant(tenantId, owner, ({ db }) => db.team.createMany({ data: TEAMS.map((name) => ({ tenantId, id: newId(), name })) }));
  const channel = await createApiChannel(tenantId, "Order service");
  const now = Date.now();
  for (let i = 0; i < CONVERSATIONS; i++) {
    const customer = `customer-${i}`;
    await writeAsCustomer(channel, {
      externalId: `${customer}-1`,
      from: { externalId: customer, name: `Customer ${i + 1}`, email: `${customer}@example.com` },
      text: `${SUBJECTS[i % SUBJECTS.length]} (order ${20_000 + i})`,
      providerAt: new Date(now - (CONVERSATIONS - i) * MINUTES_BETWEEN * 60_000),
    });
  }
  await untilDrained(tenantId);
}
