import { AppError } from "@/lib/errors";
import { api } from "./api/adapter";
import type { ChannelAdapter } from "./contract";
import { email } from "./email/adapter";
import { instagram } from "./instagram/adapter";
import { line } from "./line/adapter";
import { messenger } from "./messenger/adapter";
import { sms } from "./sms/adapter";
import { telegram } from "./telegram/adapter";
import { wechatOa } from "./wechat-oa/adapter";
import { wecom } from "./wecom/adapter";
import { whatsapp } from "./whatsapp/adapter";
import { widget } from "./widget/adapter";

/** Every kind the product speaks. A new one is one line here and its folder. */
const ADAPTERS: ChannelAdapter[] = [widget, email, messenger, instagram, whatsapp, telegram, line, sms, wechatOa, wecom, api];

const byKind = new Map(ADAPTERS.map((adapter) => [adapter.kind, adapter]));

/** All adapters, in the order the connect screen shows them. */
export function listAdapters(): ChannelAdapter[] {
  return [...byKind.values()];
}

/** Null for a kind nobody wrote. */
export function findAdapter(kind: string): ChannelAdapter | null {
  return byKind.get(kind) ?? null;
}

/** Throws `invalid` for an unknown kind. */
export function adapterOf(kind: string): ChannelAdapter {
  const adapter = byKind.get(kind);
  if (!adapter)
    throw new AppError("invalid", `no channel kind ${kind}`, { reason: "unknown-kind", publicMessage: `There is no channel kind "${kind.slice(0, 40)}".` });
  return adapter;
}

/** For tests and the contract's proof: adds a kind that only they know. */
export function registerForTests(adapter: ChannelAdapter): void {
  byKind.set(adapter.kind, adapter);
}

/** For tests: the kinds as they are, whatever another test has put in their place. */
export function forgetTestKinds(): void {
  byKind.clear();
  for (const adapter of ADAPTERS) byKind.set(adapter.kind, adapter);
}
