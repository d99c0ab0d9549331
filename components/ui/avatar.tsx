import { cn } from "@/lib/cn";
import { initialsOf } from "@/lib/initials";

/** Eight hues, far enough apart to tell neighbours; the only colours outside globals.css besides the channel badges. */
const HUES = [25, 60, 105, 150, 195, 225, 272, 330];

function hueOf(id: string): number {
  // FNV-1a, folded: of a plain sum only the low bits would choose among eight, and ids made in one second share those.
  let hash = 2_166_136_261;
  for (const character of id) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return HUES[((hash >>> 16) ^ hash) % HUES.length] ?? 272;
}

const SIZES = { xs: "size-5 text-[8px]", sm: "size-7 text-2xs", md: "size-9 text-sm", lg: "size-11 text-base" };

interface AvatarProps {
  /** Gives the hue, so that a person keeps a colour. */
  id: string;
  name: string;
  /** A picture we host; initials stand in while it loads and where there is none. */
  src?: string | null;
  size?: keyof typeof SIZES;
  className?: string;
}

/** Decoration: the name stands beside it. */
export function Avatar({ id, name, src, size = "md", className }: AvatarProps) {
  const hue = hueOf(id);
  return (
    <span
      aria-hidden
      // Drawn, not written: as text, a button's visible label would be letters that its name does not contain (WCAG 2.5.3).
      data-initials={initialsOf(name)}
      className={cn(
        "relative inline-flex shrink-0 select-none items-center justify-center overflow-hidden rounded-full font-medium before:content-[attr(data-initials)]",
        SIZES[size],
        className,
      )}
      style={{ background: `light-dark(oklch(.9 .05 ${hue}), oklch(.36 .06 ${hue}))`, color: `light-dark(oklch(.36 .07 ${hue}), oklch(.93 .04 ${hue}))` }}
    >
      {/* biome-ignore lint/performance/noImgElement: an expiring link of ours, already small; the optimiser would cache it past its end */}
      {src ? <img src={src} alt="" loading="lazy" className="absolute inset-0 size-full object-cover" /> : null}
    </span>
  );
}
