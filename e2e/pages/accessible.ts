import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** WCAG 2.2 A and AA without a finding, and nothing wider than the screen. */
export async function expectAccessible(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  await page.evaluate(settled);
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`))).toEqual([]);
  // Of the content too: a frame that clips hides what sticks out of it from the page's own width.
  const widest = await page.evaluate(() =>
    Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll("main, main section")].map((part) => part.getBoundingClientRect().right)),
  );
  expect(widest).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
}

/** A colour on its way to another one is neither: judged when whatever moves and ends has ended. Runs in the page. */
async function settled(): Promise<void> {
  await document.fonts.ready;
  const ends = (animation: Animation) => animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY;
  const running = () => document.getAnimations().filter((animation) => animation.playState === "running" && ends(animation));
  while (running().length > 0) await Promise.allSettled(running().map((animation) => animation.finished));
}
