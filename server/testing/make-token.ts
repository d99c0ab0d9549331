import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { channelTokens } from "@/server/connections/channel-tokens";

/*
 * A process beside the test's that asks for a channel's token: says "making" when it is the one that makes it, then what it got.
 * With "die" it ends while it is making, as if killed between the platform's answer and the database.
 */
const [tenantId = "", channelId = "", how = ""] = z.array(z.string()).parse(process.argv.slice(2));

const tokens = channelTokens(tenantId, channelId);
const got = tokens.get("access", async () => {
  process.stdout.write("making\n");
  if (how === "die") process.kill(process.pid, "SIGKILL");
  await sleep(500);
  return { value: `made by ${process.pid}`, seconds: 3600 };
});
void got.then((value) => {
  process.stdout.write(`got ${value}\n`);
  process.exit(0);
});
