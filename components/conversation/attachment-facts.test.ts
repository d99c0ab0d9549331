import { expect, test } from "vitest";
import { factOf, placeOf } from "./attachment-facts";

test("a place is one where it lies on the earth, in whatever form its numbers came", () => {
  expect(placeOf({ latitude: 38.7, longitude: "-9.1" })).toBe("https://www.openstreetmap.org/?mlat=38.7&mlon=-9.1#map=16/38.7/-9.1");
  for (const data of [null, {}, { latitude: 1 }, { latitude: 91, longitude: 0 }, { latitude: "north", longitude: 0 }, { latitude: "", longitude: "" }])
    expect(placeOf(data)).toBeNull();
});

test("a fact is text or nothing", () => {
  expect([factOf({ a: " " }, "a"), factOf({ a: 0 }, "a"), factOf({ a: { b: 1 } }, "a"), factOf(null, "a")]).toEqual([null, "0", null, null]);
});
