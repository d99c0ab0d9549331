import { Inbox, Settings, Users } from "lucide-react";

/** Where one can go from anywhere; the rail and the bar at the foot show the same. */
export const NAV_ENTRIES = [
  { page: "/inbox", label: "inbox", icon: Inbox },
  { page: "/contacts", label: "contacts", icon: Users },
] as const;

export const SETTINGS_ENTRY = { page: "/settings", label: "settings", icon: Settings } as const;
