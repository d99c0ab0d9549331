import { test } from "@playwright/test";
import { audit } from "./audit";
import { openBot } from "./customers";
import { openPlace, report } from "./place";
import { manyCustomers, pause, startTraffic } from "./traffic";

const HOUR_MS = 3_600_000;

test("the clock of the machine jumps ahead and back by hours in the middle of traffic", async () => {
  const place = await openPlace();
  try {
    const customers = await manyCustomers(await openBot(place), ["Ana", "Bo", "Cem"]);
    const traffic = startTraffic(place, customers);
    const jumps = [2 * HOUR_MS, 0, -2 * HOUR_MS, 0, 26 * HOUR_MS, 0];
    for (const offsetMs of jumps) {
      place.setClock(offsetMs);
      await pause(4_000);
    }
    await traffic.stop();
    report("clock jumps", { jumps: jumps.length, ...(await audit(place, customers)) });
  } finally {
    await place.stop();
  }
});
