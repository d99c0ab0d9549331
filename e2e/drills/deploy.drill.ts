import { spawn } from "node:child_process";
import { expect, test } from "@playwright/test";
import { audit } from "./audit";
import { openBot } from "./customers";
import { openPlace, type Place, report } from "./place";
import { manyCustomers, pause, startTraffic } from "./traffic";

const NAMES = ["Ana", "Bo", "Cem", "Dana", "Eli", "Fay"];

test("a deploy in the middle of sending: web and worker are asked to end and come back", async () => {
  const place = await openPlace();
  try {
    const customers = await manyCustomers(await openBot(place), NAMES);
    const traffic = startTraffic(place, customers, 50);
    for (let round = 0; round < 8; round++) {
      await pause(4_000);
      place.kill(round % 2 === 0 ? "worker" : "web", "SIGTERM");
    }
    await traffic.stop();
    const counts = await audit(place, customers);
    report("deploy while sending", { deploys: 8, ...counts });
    // Asked politely, a process ends its sends: nobody has to be asked whether one arrived.
    expect(counts.unknown).toBe(0);
  } finally {
    await place.stop();
  }
});

test("two webs and two workers at once, each killed in turn", async () => {
  const place = await openPlace();
  const second = startSecond(place);
  try {
    const customers = await manyCustomers(await openBot(place), NAMES);
    const traffic = startTraffic(place, customers, 50);
    for (let round = 0; round < 6; round++) {
      await pause(4_000);
      const [first] = place.pids(round % 2 === 0 ? "worker" : "web");
      if (first) process.kill(first, "SIGKILL");
    }
    await traffic.stop();
    report("two of each", { kills: 6, ...(await audit(place, customers)) });
  } finally {
    for (const child of second) child.kill("SIGTERM");
    await place.stop();
  }
});

/** The same programs once more, on the same database. */
function startSecond(place: Place) {
  const variables = place.variables();
  return ["web", "worker"].map((role) =>
    spawn(process.execPath, [`build/${role}.js`], {
      argv0: `parley-second-${role}`,
      env: { ...process.env, ...variables, PORT: String(Number(new URL(place.url).port) + 1) },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    }),
  );
}
