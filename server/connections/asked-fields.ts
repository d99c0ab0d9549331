import type { ConnectField } from "@/server/channels/contract";
import { findAdapter } from "@/server/channels/registry";

interface Ailing {
  kind: string;
  status: string;
  statusReason: string | null;
}

/** What a person can type in to help a channel that waits for them; nothing where that would not help. Pure. */
export function askedFields({ kind, status, statusReason }: Ailing): ConnectField[] {
  if (status !== "action-needed" || !statusReason) return [];
  return findAdapter(kind)?.connect?.asks?.(statusReason) ?? [];
}
