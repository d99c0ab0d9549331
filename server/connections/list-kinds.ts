import type { ConnectMethod } from "@/server/channels/contract";
import { listAdapters } from "@/server/channels/registry";
import { platformApp } from "./platform-app";

export interface ChannelKind {
  kind: string;
  title: string;
  connects: ConnectMethod["how"];
  /** False where our own app at the platform is missing: the kind is shown, and says why it cannot be connected. */
  isConfigured: boolean;
}

/** What the connect screen offers, in the registry's order. */
export function listKinds(): ChannelKind[] {
  return listAdapters().map(({ kind, title, connect }) => {
    const connects = connect?.methods[0]?.how ?? "built-in";
    return { kind, title, connects, isConfigured: connects !== "oauth" || platformApp(kind) !== null };
  });
}
