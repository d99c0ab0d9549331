import { expect, test } from "vitest";
import { TenantShare } from "./tenant-share";

test("who finds the share used up comes again behind those who were told so before; another tenant does not wait", () => {
  const share = new TenantShare(1);
  expect(share.take("noisy", 1_000)).toBeNull();
  expect([share.take("noisy", 1_000), share.take("noisy", 1_000), share.take("noisy", 1_050)].map(Number)).toEqual([1_100, 1_200, 1_300]);
  expect(share.take("quiet", 1_000)).toBeNull();
});

test("a place that is free again is taken at once, and a line that is over begins anew", () => {
  const share = new TenantShare(1);
  share.take("noisy", 1_000);
  share.take("noisy", 1_000);
  share.free("noisy", 5_000);
  expect(share.take("noisy", 5_000)).toBeNull();
  expect(Number(share.take("noisy", 5_000))).toBe(5_100);
});
