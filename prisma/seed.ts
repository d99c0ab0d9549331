import { findOrCreateUser } from "@/server/auth/find-or-create-user";
import { createTenant } from "@/server/tenants/create-tenant";
import { fillBusyCentre } from "./seeds/busy-centre";
import { seatIn } from "./seeds/demo-people";
import { fillSmallShop } from "./seeds/small-shop";

interface SeedInput {
  password: string;
  /** small: the shop that `npm start` shows. large: a busy centre. */
  size: "small" | "large";
}

/** The demo's owner; also in server/local/seed-demo.ts, which asks whether she is there. */
const OWNER = { email: "maya@demo.parley.test", name: "Maya Lindqvist" };

/** A demo workspace, made through the use cases. Running it again adds another one, never touches the first. */
export async function seedDemo({ password, size }: SeedInput): Promise<{ tenantId: string; slug: string; email: string }> {
  const { userId } = await findOrCreateUser({ ...OWNER, password, locale: "en", isEmailVerified: true });
  const { tenantId, slug } = await createTenant({
    name: size === "small" ? "Nordwind Outdoor" : "Nordwind Service Centre",
    timeZone: "Europe/Stockholm",
    locale: "en",
    isDemo: true,
    owner: { userId, name: OWNER.name },
  });
  const owner = await seatIn(tenantId, userId);
  if (size === "small") await fillSmallShop({ tenantId, owner, password });
  else await fillBusyCentre({ tenantId, owner });
  return { tenantId, slug, email: OWNER.email };
}
