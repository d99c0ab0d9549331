import { randomInt } from "node:crypto";
import type { Act } from "./person-acts";
import type { Platform } from "./platform";
import { now } from "./world";

/** A comment under a post: in the list of changes as it really comes, or flat as the documentation shows it. */
export async function comment(platform: Platform, { account, person, igsid }: Act, { text, isFlat }: { text: string; isFlat: boolean }): Promise<boolean> {
  const id = `179${String(randomInt(1_000_000_000)).padStart(14, "0")}`;
  const value = { id, text, from: { id: igsid, username: person.username }, media: { id: "18012345678901234", media_product_type: "FEED" } };
  const change = { field: "comments", value };
  const entry = { id: account.userId, time: Math.floor(now(platform.world) / 1000), ...(isFlat ? change : { changes: [change] }) };
  const webhooks = account.fields.length > 0 ? platform.ownWebhooks : platform.pageWebhooks;
  return webhooks.post({ object: "instagram", entry: [entry] });
}
