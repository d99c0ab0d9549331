const STEPS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** "2.4 MB", in the reader's language; powers of 1000, as files are sold. */
export function fileSize(bytes: number, locale: string): string {
  const step = Math.min(STEPS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const unit = STEPS[step] ?? "byte";
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: step < 2 ? 0 : 1 }).format(bytes / 1000 ** step);
}
