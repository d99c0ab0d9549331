import { Skeleton } from "@/components/ui/skeleton";
import { ROW_HEIGHT } from "./conversation-row";

const ROWS = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** Rows of the true height. */
export function ListSkeleton() {
  return (
    <div aria-hidden className="flex-1 overflow-hidden">
      {ROWS.map((row) => (
        <div key={row} className="flex gap-3 border-line border-b px-4 py-2" style={{ height: ROW_HEIGHT }}>
          <Skeleton className="size-9 shrink-0 rounded-full" />
          <div className="flex flex-1 flex-col gap-2 pt-1">
            <Skeleton className="h-3 w-2/5" />
            <Skeleton className="h-3 w-3/5" />
            <Skeleton className="h-3 w-4/5" />
          </div>
        </div>
      ))}
    </div>
  );
}
