/** Near-black ink, as the product's light theme has it. */
const INK = "#14161f";

/** White or ink, whichever reads better on the given #rrggbb (WCAG 2.2 contrast, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio, read 2026-11-21). */
export function readableOn(color: string): "#ffffff" | typeof INK {
  const ground = luminance(color);
  return 1.05 / (ground + 0.05) >= (ground + 0.05) / (luminance(INK) + 0.05) ? "#ffffff" : INK;
}

function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}
