import type { ChannelAdapter, ConnectField, ConnectMethod, Words } from "@/server/channels/contract";
import { listAdapters } from "@/server/channels/registry";
import { webhookUrl } from "./channel-config";
import { platformApp } from "./platform-app";

/** One way to connect a kind, as the connect screen shows it. */
export interface WayToConnect {
  name: string;
  how: ConnectMethod["how"];
  title: Words;
  steps: Words[];
  fields: ConnectField[];
  /** One of the product's own forms asks instead of the fields. */
  form: "mailbox" | null;
  /** False where our own app at the platform is missing: the way is shown, and says why it is closed. */
  isConfigured: boolean;
  /** Our address, where it is known before there is a channel. */
  webhookUrl: string | null;
}

export interface ChannelKind {
  kind: string;
  title: Words;
  about: Words;
  ways: WayToConnect[];
  isConfigured: boolean;
}

/** What the connect screen offers, in the registry's order; every sentence in all languages, the reader picks. */
export function listKinds(): ChannelKind[] {
  return listAdapters().map((adapter) => {
    const ways = (adapter.connect?.methods ?? []).map((method) => wayOf(adapter, method));
    const title = { en: adapter.title, "zh-CN": adapter.title, ...adapter.titleIn };
    return { kind: adapter.kind, title, about: adapter.about, ways, isConfigured: ways.some((way) => way.isConfigured) };
  });
}

/** How each kind is drawn. */
export function listLooks(): { kind: string; icon: ChannelAdapter["icon"] }[] {
  return listAdapters().map(({ kind, icon }) => ({ kind, icon }));
}

function wayOf(adapter: ChannelAdapter, method: ConnectMethod): WayToConnect {
  const { name, how, title, steps } = method;
  const isShared = adapter.webhook === "app" || (adapter.webhook === "either" && how === "oauth");
  return {
    ...{ name, how, title, steps },
    fields: method.how === "token" ? method.fields : [],
    form: (method.how === "token" && method.form) || null,
    isConfigured: method.how !== "oauth" || platformApp(method.platform ?? adapter.kind) !== null,
    webhookUrl: isShared ? webhookUrl(adapter, { id: "", method: name }) : null,
  };
}
