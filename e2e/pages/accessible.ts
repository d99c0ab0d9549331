import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** WCAG 2.2 A and AA without a finding, and nothing wider than the screen. */
export async function expectAccessible(page: Page): Promise<void> {
  // Under an open dialog too, which hides it from those who hear the page.
  await expect(page.getByRole("heading", { level: 1, includeHidden: true }).first()).toBeVisible();
  await page.evaluate(settled);
  expect(await findings(page)).toEqual([]);
  await expectAccessibleFrames(page);
  // Of the content too: a frame that clips hides what sticks out of it from the page's own width.
  const widest = await page.evaluate(() =>
    Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll("main, main section")].map((part) => part.getBoundingClientRect().right)),
  );
  expect(widest).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
}

async function findings(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).exclude(SCRIPTLESS);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}

/** Frames in which nothing runs, axe neither: it would wait there for ever. */
const SCRIPTLESS = "iframe[sandbox][srcdoc]";

/** Each of them is looked at as a page of its own, where axe can run, on the ground that it stands on. */
async function expectAccessibleFrames(page: Page): Promise<void> {
  const frames = await page.locator(SCRIPTLESS).evaluateAll((all) =>
    (all as HTMLIFrameElement[]).map(({ title, contentDocument, clientWidth: width, parentElement }) => {
      const ground = parentElement ? getComputedStyle(parentElement).backgroundColor : "";
      return { title, width, ground, html: contentDocument?.documentElement.outerHTML };
    }),
  );
  for (const { title, html, width, ground } of frames) {
    expect(title).not.toBe("");
    const inner = await page.context().newPage();
    await inner.setViewportSize({ width, height: 600 });
    await inner.setContent(`<!doctype html>${html}<style>html { background: ${ground} !important; }</style>`);
    expect(await findings(inner)).toEqual([]);
    await inner.close();
  }
}

/** A colour on its way to another one is neither: judged when whatever moves and ends has ended. Runs in the page. */
async function settled(): Promise<void> {
  await document.fonts.ready;
  const ends = (animation: Animation) => animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY;
  const running = () => document.getAnimations().filter((animation) => animation.playState === "running" && ends(animation));
  while (running().length > 0) await Promise.allSettled(running().map((animation) => animation.finished));
}
