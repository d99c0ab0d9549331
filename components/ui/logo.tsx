import { cn } from "@/lib/cn";

/** The mark: a P in a rounded square. */
export function Logo({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={cn("inline-flex size-8 shrink-0 items-center justify-center rounded-control bg-accent font-semibold text-base text-on-accent", className)}
    >
      P
    </span>
  );
}
