import type { Capabilities, ChannelAdapter } from "./contract";

const YES = "yes";
const NO = "—";
const MB = 1024 * 1024;
const UNITS = { utf16: "characters", "code-points": "characters", bytes: "bytes" } as const;

/** The comparison of all kinds as docs/channels.md shows it: three tables in Markdown, out of nothing but what the adapters declare. Pure. */
export function comparisonTables(adapters: ChannelAdapter[]): string {
  const row = (adapter: ChannelAdapter, cells: string[]) => [adapter.title, ...cells];
  return [
    "### Connecting",
    table(
      ["channel", "kind", "ways", "webhook", "comes in otherwise", "renews its access"],
      adapters.map((adapter) => row(adapter, connecting(adapter))),
    ),
    "### What a message may hold",
    table(
      ["channel", "text", "written as", "files (MB)", "files a message", "buttons", "templates"],
      adapters.map((adapter) => row(adapter, content(adapter.capabilities))),
    ),
    "### The conversation",
    table(
      ["channel", "answer within", "begin", "receipts", "quote", "edit", "take back", "react", "typing", "calls a second", "sent twice is once"],
      adapters.map((adapter) => row(adapter, conversation(adapter.capabilities))),
    ),
  ].join("\n\n");
}

function connecting({ kind, connect, webhook, poll, gateway, refresh }: ChannelAdapter): string[] {
  const ways = connect?.methods.map((method) => method.title.en).join("; ") ?? NO;
  const address = { app: "one for all", channel: "one a channel", either: "either", none: NO }[webhook];
  const otherwise = [poll && "polled", gateway && "standing connection"].filter(Boolean).join(", ");
  return [`\`${kind}\``, ways, address, otherwise || NO, flag(refresh !== undefined)];
}

function content({ text, attachments, maxAttachments, buttons, linkButtons, templates }: Capabilities): string[] {
  const files = Object.entries(attachments).map(([kind, { maxBytes }]) => `${kind} ${megabytes(maxBytes)}`);
  return [
    `${text.max.toLocaleString("en")} ${UNITS[text.unit]}`,
    text.formatting,
    files.join(", ") || NO,
    maxAttachments > 0 ? String(maxAttachments) : NO,
    buttons > 0 ? `${buttons}${linkButtons ? ", also links" : ""}` : "numbered lines",
    flag(templates ?? false),
  ];
}

function conversation(of: Capabilities): string[] {
  return [
    windowOf(of.window),
    flag(of.canStart),
    [of.receipts.delivered && "delivered", of.receipts.read && "read"].filter(Boolean).join(", ") || NO,
    ...[of.replyTo, of.edit, of.unsend, of.reactions].map(flag),
    [of.typing.inbound && "seen", of.typing.outbound && "shown"].filter(Boolean).join(", ") || NO,
    of.sendsPerSecond ? String(of.sendsPerSecond) : NO,
    flag(of.idempotentSend),
  ];
}

function windowOf(window: Capabilities["window"]): string {
  if (!window) return "any time";
  const extended = window.extendedHours === null ? "" : `, a person ${window.extendedHours} h`;
  return `${window.hours} h${extended}${window.counted ? ", counted" : ""}`;
}

const flag = (is: boolean) => (is ? YES : NO);
const megabytes = (bytes: number) => String(Math.round((bytes / MB) * 10) / 10);

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
