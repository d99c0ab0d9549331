import { expect, test } from "vitest";
import { TenantGate } from "./tenant-gate";

const settled = () => new Promise((resolve) => setTimeout(resolve, 1));

test("lets so many of a tenant in, the next when one leaves, in the order they came", async () => {
  const gate = new TenantGate({ perTenant: () => 2, patienceMs: 1_000 });
  const leaveFirst = await gate.enter("noisy");
  const leaveSecond = await gate.enter("noisy");
  const entered: string[] = [];
  for (const name of ["third", "fourth"]) void gate.enter("noisy").then(() => entered.push(name));
  await settled();
  expect(entered).toEqual([]);
  leaveFirst();
  await settled();
  expect(entered).toEqual(["third"]);
  leaveSecond();
  await settled();
  expect(entered).toEqual(["third", "fourth"]);
});

test("keeps nobody else waiting", async () => {
  const gate = new TenantGate({ perTenant: () => 1, patienceMs: 1_000 });
  await gate.enter("noisy");
  await expect(gate.enter("quiet")).resolves.toBeTypeOf("function");
});

test("tells who waited too long to come back, and gives the place to the next", async () => {
  const gate = new TenantGate({ perTenant: () => 1, patienceMs: 5 });
  const leave = await gate.enter("noisy");
  await expect(gate.enter("noisy")).rejects.toMatchObject({ code: "limit", reason: "tenant-busy" });
  leave();
  const again = await gate.enter("noisy");
  again();
  await expect(gate.enter("noisy")).resolves.toBeTypeOf("function");
});
