import { Skeleton } from "@/components/ui/skeleton";

const ROWS = ["a", "b", "c", "d", "e", "f"];

/** Rows of the true height. */
export function ContactRowsSkeleton() {
  return (
    <div aria-hidden>
      {ROWS.map((row) => (
        <div key={row} className="flex h-14 items-center gap-3 border-line border-b px-5">
          <Skeleton className="size-9 rounded-full" />
          <Skeleton className="h-3.5 w-48" />
        </div>
      ))}
    </div>
  );
}
