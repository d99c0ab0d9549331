import { expect, test } from "vitest";
import { TenantSlots } from "./tenant-slots";

test("a tenant gets as many as it may have, whatever the others hold", () => {
  const slots = new TenantSlots(2);
  expect([slots.take("noisy"), slots.take("noisy"), slots.take("noisy")]).toEqual([true, true, false]);
  expect(slots.take("quiet")).toBe(true);
  expect(slots.holders()).toEqual(["noisy", "quiet"]);
});

test("what is freed can be taken again, and freeing too often gives nothing away", () => {
  const slots = new TenantSlots(1);
  slots.take("noisy");
  slots.free("noisy");
  slots.free("noisy");
  expect(slots.holders()).toEqual([]);
  expect([slots.take("noisy"), slots.take("noisy")]).toEqual([true, false]);
});
