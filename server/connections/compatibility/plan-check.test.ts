import { describe, expect, test } from "vitest";
import { listAdapters } from "@/server/channels/registry";
import { planCheck } from "./plan-check";
import { sampleOf } from "./samples";

describe.each(listAdapters().map((adapter) => [adapter.kind, adapter] as const))("the check of %s", (_kind, { capabilities, acts }) => {
  const plan = planCheck(capabilities, acts?.known ?? []);

  test("names each capability once, and tries what is declared and nothing else", () => {
    expect(new Set(plan.map(({ capability }) => capability)).size).toBe(plan.length);
    for (const { isDeclared, trial } of plan) expect(trial !== null).toBe(isDeclared);
  });

  test("stays within the longest text, and has a file for every kind that it tries", () => {
    for (const { trial } of plan) {
      if (trial?.type !== "send") continue;
      expect(trial.text.length).toBeLessThanOrEqual(capabilities.text.max);
      if (trial.file) expect(sampleOf(trial.file)?.bytes.length).toBeLessThan(capabilities.attachments[trial.file]?.maxBytes ?? 0);
    }
  });
});
