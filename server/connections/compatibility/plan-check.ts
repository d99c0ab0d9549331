import type { MessageContent } from "@/lib/schemas/content";
import type { Act, AttachmentKind, Capabilities } from "@/server/channels/contract";

/** What is tried for one capability. `came back` is what the tester does with it: answers, presses, quotes, reacts. */
export type Trial =
  | { type: "send"; text: string; content?: MessageContent; file?: AttachmentKind; isReply?: boolean }
  | { type: "react" | "edit" | "unsend" }
  /** Nothing is sent: it is seen, or not, while the others are watched. */
  | { type: "watch" };

/** In the table's order. */
export const CHECKED = [
  "text",
  "longest-text",
  "formatting",
  "image",
  "audio",
  "voice",
  "video",
  "file",
  "buttons",
  "quote",
  "react",
  "edit",
  "unsend",
  "receipt-delivered",
  "receipt-read",
] as const;
type Capability = (typeof CHECKED)[number];

export interface PlannedStep {
  capability: Capability;
  isDeclared: boolean;
  /** Whether the platform says at all what arrived. */
  hasReceipts: boolean;
  /** Null: not declared, so not tried. */
  trial: Trial | null;
}

const FILES = ["image", "audio", "voice", "video", "file"] as const;
const BUTTONS: MessageContent = {
  buttons: [
    { type: "reply", title: "Yes", value: "check-yes" },
    { type: "reply", title: "No", value: "check-no" },
  ],
};

/** The check of a channel, step by step, out of what its adapter declares. Pure. */
export function planCheck(capabilities: Capabilities, knownActs: Act["type"][]): PlannedStep[] {
  const { text, attachments, receipts } = capabilities;
  const step = (capability: Capability, isDeclared: boolean, trial: Trial): PlannedStep => ({
    capability,
    isDeclared,
    hasReceipts: receipts.delivered || receipts.read,
    trial: isDeclared ? trial : null,
  });
  const act = (type: "react" | "edit" | "unsend", isDeclared: boolean) => step(type, isDeclared && knownActs.includes(type), { type });
  return [
    step("text", true, { type: "send", text: "Compatibility check: answer this with a text." }),
    step("longest-text", true, { type: "send", text: longText(Math.min(text.max, MAX_TEXT)) }),
    step("formatting", text.formatting !== "plain", {
      type: "send",
      text: "Compatibility check: **bold**, _italic_ and [a link](https://example.com).",
      content: { format: "markdown" },
    }),
    ...FILES.map((file) => step(file, attachments[file] !== undefined, { type: "send", text: "", file })),
    step("buttons", capabilities.buttons > 0, { type: "send", text: "Compatibility check: press one.", content: BUTTONS }),
    step("quote", capabilities.replyTo, { type: "send", text: "Compatibility check: this quotes you. Quote it back.", isReply: true }),
    act("react", capabilities.reactions),
    act("edit", capabilities.edit),
    act("unsend", capabilities.unsend),
    step("receipt-delivered", receipts.delivered, { type: "watch" }),
    step("receipt-read", receipts.read, { type: "watch" }),
  ];
}

/** What a composer takes, whatever a channel says. */
const MAX_TEXT = 10_000;

/** Plain ASCII, so that bytes, characters and code points are the same number. */
function longText(length: number): string {
  const words = "Compatibility check of the longest text. ".repeat(Math.ceil(length / 40));
  return `${words.slice(0, length - 1).trimEnd()}.`;
}
