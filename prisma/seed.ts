import { findOrCreateUser } from "@/server/auth/find-or-create-user";
import { createTenant } from "@/server/tenants/create-tenant";

interface SeedInput {
  password: string;
}

/** The demo's owner; also in server/local/seed-demo.ts, which asks whether she is there. */
const OWNER = { email: "maya@demo.parley.test", name: "Maya Lindqvist" };

/** The small shop that `npm start` shows, made through the use cases. Running it again adds another workspace, never touches the first. */
export async function seedSmallShop({ password }: SeedInput): Promise<{ tenantId: string; slug: string; email: string }> {
  const { userId } = await findOrCreateUser({ ...OWNER, password, locale: "en", isEmailVerified: true });
  const { tenantId, slug } = await createTenant({
    name: "Nordwind Outdoor",
    timeZone: "Europe/Stockholm",
    locale: "en",
    isDemo: true,
    owner: { userId, name: OWNER.name },
  });
  return { tenantId, slug, email: OWNER.email };
}
