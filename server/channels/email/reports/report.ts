import { fieldOf, readHead } from "../mime/headers";
import { allParts, bytesOf, type Part } from "../mime/tree";
import { isMachineSender, isMailSystem } from "../reading/automation";
import { textOf } from "../reading/read-content";
import { letterText } from "../reading/read-letter";
import { cleanMessageId } from "../reading/read-references";
import { type Outcome, readDelivery } from "./delivery";
import { isBounceText, readOddBounce } from "./odd";
import { type Original, originalOf } from "./original";

/** What a machine tells about a mail of ours. `original` is that mail, as far as the report shows it. */
export type Report = { original: Original } & (
  | { kind: "delivery"; outcome: Outcome; reason: string; code: string | null }
  | { kind: "read"; isDisplayed: boolean; disposition: string }
  | { kind: "complaint"; complaint: string }
);

const DELIVERY = /^message\/(global-)?delivery-status$/;
const DISPOSITION = /^message\/(global-)?disposition-notification$/;
const COMPLAINT = "message/feedback-report";

/** The report that a mail is (RFC 3464, 3798, 5965, and what programs write that know none of them), or null for a mail of any other kind. */
export function findReport(root: Part, from: string): Report | null {
  const parts = allParts(root);
  const isAnnounced = root.type === "multipart/report";
  const byMachine = isMachineSender(root.fields, from);
  if (!isAnnounced && !byMachine) return null;
  const find = (test: (type: string) => boolean) => parts.find(({ type }) => test(type));
  const original = originalOf(root);
  const complaint = find((type) => type === COMPLAINT);
  if (complaint) return { kind: "complaint", original, complaint: valueIn(complaint, "feedback-type") ?? "abuse" };
  const disposition = find((type) => DISPOSITION.test(type));
  if (disposition) return readDisposition(disposition, original);
  const text = humanText(parts);
  const status = find((type) => DELIVERY.test(type));
  const delivery = (status && readDelivery(textOf({ ...status, type: "text/plain" }))) ?? null;
  if (delivery) return { kind: "delivery", original, ...delivery };
  const letter = { subject: fieldOf(root.fields, "subject") ?? "", text, isMailSystem: isMailSystem(root.fields, from) };
  if (!isAnnounced && !isBounceText(letter, original)) return null;
  return { kind: "delivery", original, ...readOddBounce(root.fields, text) };
}

/** The part for people, without the mail that some append to it. */
function humanText(parts: Part[]): string {
  const letters = parts.filter(({ type, children }) => children.length === 0 && /^text\/(plain|html)$/.test(type));
  const part = letters.find(({ type }) => type === "text/plain") ?? letters[0];
  return part ? letterText(part) : "";
}

/** RFC 8098, 3.2.6: only "displayed" says that somebody saw it. */
function readDisposition(part: Part, original: Original): Report {
  const disposition = valueIn(part, "disposition") ?? "";
  const id = cleanMessageId(valueIn(part, "original-message-id") ?? "");
  return {
    kind: "read",
    disposition,
    isDisplayed: /;\s*displayed\b/i.test(disposition),
    original: id ? { ...original, ids: [id, ...original.ids] } : original,
  };
}

function valueIn(part: Part, name: string): string | undefined {
  return fieldOf(readHead(bytesOf(part)).fields, name);
}
