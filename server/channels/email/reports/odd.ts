import { type Field, fieldOf } from "../mime/headers";
import { decodeWords } from "../mime/words";
import type { DeliveryReport, Outcome } from "./delivery";
import type { Original } from "./original";
import { describeFailure } from "./reason";

/*
 * Bounces that follow no standard: qmail's, old Exim's and Exchange's, Gmail's without a status, those of Japanese carriers, of QQ and
 * NetEase. They are letters to a person; what can be taken from them is taken.
 */

const SUBJECT =
  /undeliver|delivery (status notification|has failed|failure|failed|incomplete|delayed)|returned mail|returned to sender|mail delivery|mail system error|failure notice|could ?n.t be delivered|user unknown|unzustellbar|nicht zugestellt|zustellung.*fehlgeschlagen|non remis|échec de|no se pudo entregar|no entregad|devuelt|mancat[ao] (consegna|recapito)|não entregue|onbestelbaar|nie dostarczon|не ?доставлен|недоставлен|退信|退回|无法(投递|送达)|投递失败|未能送达|無法傳遞|配信不能|配信でき|送信でき|エラー|전송 ?실패|반송|전달 ?실패/i;
const BODY =
  /qmail-send program|could not be delivered|couldn't be delivered|wasn't able to deliver|unable to deliver|was not delivered|delivery to the following recipient|following address(es)? failed|undeliverable|user unknown|unknown user|rejected by a remote mail server|does not exist|permanent(ly)? (fatal )?(error|fail)|konnte nicht zugestellt|n'a pas pu être|无法(投递|送达)|退信|投递失败|宛先|配信|전송|не удалось доставить/i;
const DELAYED =
  /\bdelayed\b|delivery incomplete|has not (yet )?been delivered|not (yet )?been delivered yet|will (keep )?(be )?re-?tr(y|ied)|still (being )?(retried|trying)|temporar(y|ily) (problem|delay)|do not need to resend|暂时|延迟/i;
const FINAL = /permanent|giving up|gave up|will not be retried|has failed|undeliverable|could not be delivered/i;

/**
 * Whether a machine's letter says that a mail did not arrive: two of subject, text and the mail it names. Somebody's automatic answer
 * may say that they cannot be reached and names the mail too, so the text counts without the subject from a mail system only.
 */
export function isBounceText(letter: { subject: string; text: string; isMailSystem: boolean }, original: Original): boolean {
  const isSaid = SUBJECT.test(decodeWords(letter.subject));
  const isWritten = BODY.test(letter.text.slice(0, 20_000));
  const isNamed = original.ids.length > 0;
  return isSaid ? isWritten || isNamed : letter.isMailSystem && isWritten && isNamed;
}

/** What such a letter says: of whom, why, and whether it is over. */
export function readOddBounce(fields: readonly Field[], text: string): DeliveryReport {
  const words = text.slice(0, 20_000);
  const outcome: Outcome = DELAYED.test(words) && !FINAL.test(words) ? "delayed" : "failed";
  const address = fieldOf(fields, "x-failed-recipients")?.split(",")[0]?.trim() || recipientIn(words);
  const code = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(words)?.[0] ?? /\b([45][0-5]\d)[ -]/.exec(words)?.[1] ?? null;
  const diagnostic =
    /^.*\b[45]\d\d[ -].*$/m.exec(words)?.[0] ?? /^.*(?:user unknown|unknown user|does not exist|over quota|mailbox full).*$/im.exec(words)?.[0] ?? "";
  return { outcome, code, reason: describeFailure({ address: address || null, code, diagnostic, outcome }) };
}

const ADDRESS = /[^\s<>()[\],;:"'（）【】]+@[a-z0-9.-]+\.[a-z]{2,}/i;

/** The address that stands alone on a line or in brackets comes before any other. */
function recipientIn(text: string): string | null {
  const alone = new RegExp(`^\\s*(?:[\\w ]{0,30}:\\s*)?<?(${ADDRESS.source})>?:?\\s*$`, "im").exec(text)?.[1];
  return alone ?? ADDRESS.exec(text)?.[0] ?? null;
}
