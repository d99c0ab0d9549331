import type { Page } from "@playwright/test";

/** With PICTURES set, a picture for docs/pictures; in an ordinary run nothing. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!process.env.PICTURES) return;
  const before = page.viewportSize();
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.waitForTimeout(500);
  await page.screenshot({ path: `docs/pictures/${name}.png`, animations: "disabled" });
  if (before) await page.setViewportSize(before);
}
