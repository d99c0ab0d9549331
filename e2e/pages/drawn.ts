import type { Browser } from "@playwright/test";

/** A picture made of markup: what the customers of a journey send, without files that nobody can read. */
export async function drawn(browser: Browser, { width, height, markup }: { width: number; height: number; markup: string }): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.setContent(`<body style="margin:0;font:600 ${Math.round(height / 8)}px sans-serif">${markup}</body>`);
  const bytes = await page.screenshot();
  await page.close();
  return bytes;
}

const box = (style: string, text = "") => `<div style="position:absolute;${style}">${text}</div>`;

/** The label in a jacket. */
export const LABEL = {
  width: 320,
  height: 160,
  markup: `${box("inset:0;background:#2f5d62")}${box("inset:24px 60px;background:#f4f1e8;border-radius:6px")}${box("left:84px;top:40px;color:#2f5d62", "FJELL")}${box("left:84px;top:74px;color:#777;font-size:14px", "Made in Portugal")}${box("right:84px;top:46px;color:#b5482a;font-size:52px", "S")}`,
};

/** A carrier's map of depots, under its name. */
export const DEPOTS = {
  width: 480,
  height: 160,
  markup: `${box("inset:0;background:#dfe9ee")}${[60, 150, 250, 330, 420].map((x, i) => box(`left:${x}px;top:${40 + ((i * 53) % 80)}px;width:14px;height:14px;border-radius:7px;background:#0b3d4f`)).join("")}${box("left:0;right:0;top:78px;height:3px;background:#9db8c2")}`,
};
