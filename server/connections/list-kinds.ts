import type { ChannelAdapter } from "@/server/channels/contract";
import { listAdapters } from "@/server/channels/registry";
import { platformApp } from "./channel-config";

export interface ChannelKind {
  kind: string;
  title: string;
  connects: ChannelAdapter["connects"];
  /** False where our own app at the platform is missing: the kind is shown, and says why it cannot be connected. */
  isConfigured: boolean;
}

/** What the connect screen offers, in the registry's order. */
export function listKinds(): ChannelKind[] {
  return listAdapters().map(({ kind, title, connects }) => ({ kind, title, connects, isConfigured: connects !== "oauth" || platformApp(kind) !== null }));
}
