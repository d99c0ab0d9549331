import { dehydrate, hydrate, QueryClient } from "@tanstack/react-query";
import { describe, expect, test } from "vitest";
import { askAgain } from "./ask-again";

const KEY = ["channels", "list"];

/** A page rendered on a server whose clock is ahead, and a screen that has the newer data. */
function setUp() {
  const [page, screen] = [new QueryClient(), new QueryClient()];
  page.setQueryData(KEY, "before the change", { updatedAt: Date.now() + 60_000 });
  screen.setQueryData(KEY, "after the change");
  screen.setQueryData(["agents"], "others");
  const state = dehydrate(page);
  hydrate(screen, state);
  return { screen, state, isOld: (key: string[]) => screen.getQueryState(key)?.isInvalidated };
}

describe("what a page brought along", () => {
  test("is asked for again when the screen has heard of a change since, for by its clock it looks newer", () => {
    const { screen, state, isOld } = setUp();
    expect(screen.getQueryData(KEY)).toBe("before the change");
    askAgain(screen, state, { prefetchedAt: 11, heardUpTo: 12 });
    expect([isOld(KEY), isOld(["agents"])]).toEqual([true, false]);
  });

  test.each([12, 13])("stays when the feed comes to what is newer by itself (prefetched at %i)", (prefetchedAt) => {
    const { screen, state, isOld } = setUp();
    askAgain(screen, state, { prefetchedAt, heardUpTo: 12 });
    expect(isOld(KEY)).toBe(false);
  });
});
