import { expect, test } from "@playwright/test";
import Pusher from "pusher-js";
import { audit } from "./audit";
import { findThread, openBot } from "./customers";
import { openPlace, type Place, report } from "./place";
import { manyCustomers, pause, startTraffic } from "./traffic";

test("the push server is away for a minute", async () => {
  const place = await openPlace();
  try {
    const customers = await manyCustomers(await openBot(place), ["Ana", "Bo"]);
    const client = await subscribe(place);
    const traffic = startTraffic(place, customers);
    await pause(3_000);
    const [pid] = place.pids("realtime");
    if (!pid) throw new Error("there is no push server");
    process.kill(pid, "SIGSTOP");
    await pause(60_000);
    const whileAway = client.seen();
    process.kill(pid, "SIGCONT");
    await pause(5_000);
    await traffic.stop();
    const counts = await audit(place, customers);
    // The next change is pushed again, and its cursor tells the client how much it lacks.
    await customers[0]?.write("Are you back?");
    await findThread(place, "Are you back?");
    await expect.poll(() => client.last()).toBeGreaterThan(counts.events);
    client.close();
    report("push server away", { seconds: 60, pushedBefore: whileAway, ...counts });
  } finally {
    await place.stop();
  }
});

/** A client as an integration has one: pusher-js on the workspace's topic. */
async function subscribe(place: Place) {
  const at = await place.rest<{ key: string; host: string; port: number; authEndpoint: string; topics: { tenant: string } }>("/realtime");
  const { apiKey } = place;
  const pusher = new Pusher(at.key, {
    cluster: "",
    wsHost: at.host,
    wsPort: at.port,
    forceTLS: false,
    enabledTransports: ["ws"],
    channelAuthorization: { endpoint: new URL(at.authEndpoint, place.url).href, transport: "ajax", headers: { authorization: `Bearer ${apiKey}` } },
  });
  let last = 0;
  let seen = 0;
  pusher.subscribe(at.topics.tenant).bind("changed", (data: { cursor?: string; events?: { cursor: string }[] }) => {
    for (const { cursor } of data.events ?? [{ cursor: data.cursor ?? "0" }]) {
      last = Math.max(last, Number(cursor));
      seen += 1;
    }
  });
  return { last: () => last, seen: () => seen, close: () => pusher.disconnect() };
}
