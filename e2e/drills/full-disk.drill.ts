import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { launchProduct } from "../launch-product";
import { audit } from "./audit";
import { openBot } from "./customers";
import { openPlace, report } from "./place";
import { manyCustomers, pause, startTraffic } from "./traffic";

/** Room for an empty cluster and its log; what is left is taken away by a file. */
const DATABASE_MB = 400;

test("the database's disk is full for twenty seconds of traffic", async () => {
  if (process.getuid?.() !== 0) throw new Error("This drill mounts a small disk, which takes root.");
  const dataDir = path.resolve(".test", `drill-disk-${randomUUID().slice(0, 8)}`);
  mkdirSync(dataDir, { recursive: true });
  const disk = await moveToSmallDisk(dataDir);
  try {
    const place = await openPlace(dataDir);
    const customers = await manyCustomers(await openBot(place), ["Ana", "Bo", "Cem"]);
    const traffic = startTraffic(place, customers);
    await pause(4_000);
    fill(disk);
    const refused = await refusals(place.url);
    await pause(20_000);
    rmSync(path.join(disk, "ballast"));
    await traffic.stop();
    report("full disk", { seconds: 20, refused, ...(await audit(place, customers)) });
    await place.end();
  } finally {
    execFileSync("umount", ["-l", disk]);
    rmSync(disk, { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  }
});

/** Starts a product once, so that its cluster is made, and puts the cluster on a disk of its own. */
async function moveToSmallDisk(dataDir: string): Promise<string> {
  await (await launchProduct(dataDir)).end();
  const cluster = realpathSync(path.join(dataDir, "pg"));
  execFileSync("cp", ["-a", cluster, `${cluster}-kept`]);
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DATABASE_MB}m,mode=0700`, "tmpfs", cluster]);
  execFileSync("cp", ["-a", `${cluster}-kept/.`, cluster]);
  rmSync(`${cluster}-kept`, { recursive: true });
  return cluster;
}

/** Block after block until there is no room for one more byte. */
function fill(disk: string): void {
  const block = Buffer.alloc(1024 * 1024);
  const ballast = path.join(disk, "ballast");
  try {
    for (;;) writeFileSync(ballast, block, { flag: "a" });
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe("ENOSPC");
  }
}

/** What the front door says meanwhile: it stands, and it promises nothing it cannot keep. */
async function refusals(url: string): Promise<number[]> {
  const statuses: number[] = [];
  for (let tries = 0; tries < 5; tries++) {
    const answer = await fetch(`${url}/api/v1/health`, { signal: AbortSignal.timeout(10_000) }).catch(() => null);
    statuses.push(answer?.status ?? 0);
    await pause(1_000);
  }
  return statuses;
}
