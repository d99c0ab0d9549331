const STEPS = ["kilobyte", "megabyte", "gigabyte"] as const;

/** "2.4 MB", in the reader's language; powers of 1000, as files are sold. Nothing is smaller than 1 kB. */
export function fileSize(bytes: number, locale: string): string {
  const kilobytes = Math.max(1, bytes / 1000);
  const step = Math.min(STEPS.length - 1, Math.floor(Math.log10(kilobytes) / 3));
  const unit = STEPS[step] ?? "kilobyte";
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: step === 0 ? 0 : 1 }).format(
    kilobytes / 1000 ** step,
  );
}
