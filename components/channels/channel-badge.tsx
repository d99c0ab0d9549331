import { Braces, Camera, Globe, Mail, MessageCircle, MessageSquare, Music2, Phone, Send, Zap } from "lucide-react";
import { cn } from "@/lib/cn";

/**
 * Ground and glyph by kind: the second list of colours outside globals.css. White on each at least 3:1. The marks are our own
 * drawings of what one does there (a bolt, a plane), not the platforms' logos.
 */
const LOOKS: Record<string, { ground: string; glyph: typeof Globe }> = {
  widget: { ground: "oklch(.515 .19 272)", glyph: Globe },
  api: { ground: "oklch(.45 .02 265)", glyph: Braces },
  messenger: { ground: "oklch(.53 .2 258)", glyph: Zap },
  telegram: { ground: "oklch(.53 .12 240)", glyph: Send },
  email: { ground: "oklch(.46 .02 265)", glyph: Mail },
  whatsapp: { ground: "oklch(.5 .13 155)", glyph: Phone },
  instagram: { ground: "oklch(.52 .2 0)", glyph: Camera },
  line: { ground: "oklch(.52 .15 148)", glyph: MessageCircle },
  tiktok: { ground: "oklch(.3 .02 265)", glyph: Music2 },
  sms: { ground: "oklch(.47 .15 300)", glyph: MessageSquare },
};

const FALLBACK = { ground: "oklch(.46 .02 265)", glyph: MessageSquare };

interface ChannelBadgeProps {
  kind: string;
  /** The channel's name, for who does not see the glyph; leave it out where the name stands beside it. */
  label?: string;
  size?: "sm" | "md" | "lg";
  className?: string;
}

const SIZES = { sm: "size-4 [&_svg]:size-2.5", md: "size-6 [&_svg]:size-3.5", lg: "size-8 [&_svg]:size-4" };

/** The round mark of a channel's kind. */
export function ChannelBadge({ kind, label, size = "sm", className }: ChannelBadgeProps) {
  const { ground, glyph: Glyph } = LOOKS[kind] ?? FALLBACK;
  const look = cn("inline-flex shrink-0 items-center justify-center rounded-full text-on-accent", SIZES[size], className);
  const glyph = <Glyph strokeWidth={2.25} aria-hidden />;
  if (!label)
    return (
      <span aria-hidden className={look} style={{ background: ground }}>
        {glyph}
      </span>
    );
  return (
    <span role="img" aria-label={label} className={look} style={{ background: ground }}>
      {glyph}
    </span>
  );
}
