import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";

const BUBBLES = [
  { width: "w-3/5", height: "h-15", isOurs: false },
  { width: "w-2/5", height: "h-10", isOurs: false },
  { width: "w-1/2", height: "h-15", isOurs: true },
  { width: "w-1/3", height: "h-10", isOurs: false },
];

/** Bubbles where bubbles will be. */
export function ThreadSkeleton() {
  return (
    <div aria-hidden className="flex min-h-0 flex-1 flex-col gap-3 overflow-hidden px-5 pt-10">
      {BUBBLES.map(({ width, height, isOurs }) => (
        <Skeleton key={width + height} className={cn("rounded-bubble", width, height, isOurs ? "self-end" : "ml-9")} />
      ))}
    </div>
  );
}
