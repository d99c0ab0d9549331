import { cn } from "@/lib/cn";

interface ChannelBadgeProps {
  kind: string;
  /** The channel's name, for who does not see the glyph; leave it out where the name stands beside it. */
  label?: string;
  size?: "sm" | "md" | "lg";
  className?: string;
}

const SIZES = { sm: "size-4 [&_svg]:size-2.5", md: "size-6 [&_svg]:size-3.5", lg: "size-8 [&_svg]:size-4" };

/** The round mark of a channel's kind, as its adapter draws it (`ChannelSheet`); a plain ground for one that is unknown. */
export function ChannelBadge({ kind, label, size = "sm", className }: ChannelBadgeProps) {
  const spoken = label ? { role: "img", "aria-label": label } : { "aria-hidden": true };
  return (
    <span
      {...spoken}
      className={cn("inline-flex shrink-0 items-center justify-center rounded-full bg-ink-3 text-on-accent", SIZES[size], className)}
      style={{ background: `var(--channel-${kind})` }}
    >
      <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={2.25} strokeLinecap="round" strokeLinejoin="round" aria-hidden>
        <use href={`#channel-${kind}`} />
      </svg>
    </span>
  );
}
