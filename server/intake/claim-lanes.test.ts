import { expect, test } from "vitest";
import { itemsPerLane } from "./claim-lanes";

test("a batch is about as long for one busy thread, for a few, and for many", () => {
  expect([1, 5, 25, 50].map((lanes) => [lanes, lanes * itemsPerLane(lanes)])).toEqual([
    [1, 50],
    [5, 250],
    [25, 250],
    [50, 250],
  ]);
});
