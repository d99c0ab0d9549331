/** @jsxImportSource preact */

const PATHS = {
  close: "M6 6l12 12M18 6L6 18",
  down: "m6 9 6 6 6-6",
  send: "M12 19V5m-6 6 6-6 6 6",
  clip: "m20 11-8.500 8.500a5.500 5.500 0 0 1-7.800-7.800l8.900-8.900a3.700 3.700 0 0 1 5.200 5.200l-8.900 8.900a1.800 1.800 0 0 1-2.600-2.600L14.500 6",
  file: "M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zM14 3v5h5",
  check: "m5 13 4 4L19 7",
  checks: "m2 13 4 4L15 8m-4 7 2 2 9-9",
  clock: "M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z",
};

/** Decoration only: what it means stands beside it in words. */
export function Icon({ name, size = 20 }: { name: keyof typeof PATHS; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
