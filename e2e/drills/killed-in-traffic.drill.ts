import { test } from "@playwright/test";
import { audit } from "./audit";
import { openBot } from "./customers";
import { openPlace, type Role, report } from "./place";
import { manyCustomers, pause, startTraffic } from "./traffic";

const NAMES = ["Ana", "Bo", "Cem", "Dana"];

test("kill -9 of every process of ours at random moments of traffic", async () => {
  const place = await openPlace();
  try {
    const customers = await manyCustomers(await openBot(place), NAMES);
    const traffic = startTraffic(place, customers);
    const kills: Record<string, number> = {};
    for (let round = 0; round < 8; round++) {
      for (const role of ["worker", "web", "realtime"] satisfies Role[]) {
        await pause(500 + Math.random() * 2_000);
        kills[role] = (kills[role] ?? 0) + place.kill(role);
      }
    }
    await traffic.stop();
    report("killed at random", { kills, ...(await audit(place, customers)) });
  } finally {
    await place.stop();
  }
});

test("PostgreSQL killed, stopped and frozen in the middle of traffic", async () => {
  const place = await openPlace();
  try {
    const customers = await manyCustomers(await openBot(place), NAMES);
    const traffic = startTraffic(place, customers);
    for (const signal of ["SIGKILL", "SIGQUIT", "SIGINT", "SIGKILL"] as const) {
      await pause(4_000);
      process.kill(place.postgresPid(), signal);
    }
    await pause(4_000);
    const frozen = place.postgresPid();
    process.kill(frozen, "SIGSTOP");
    await pause(10_000);
    process.kill(frozen, "SIGCONT");
    await pause(2_000);
    await traffic.stop();
    report("PostgreSQL away", { ended: 4, frozenForSeconds: 10, ...(await audit(place, customers)) });
  } finally {
    await place.stop();
  }
});
