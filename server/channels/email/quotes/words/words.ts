/**
 * What mail programs write around a quotation, in one language; `|` parts the variants, lower case. Collected from what the
 * programs themselves produce: Gmail, Apple Mail, Outlook, Thunderbird, Yahoo, QQ, NetEase, Foxmail, Naver, Yandex and others.
 */
export interface Words {
  /** How the line above a quotation begins, where it does not begin with the date or the name: "On Monday ...". */
  opens?: string;
  /** What that line says of the writer: "... wrote:". */
  wrote: string;
  /** The labels of a header block. `cc` holds every other label that may stand in one. */
  from: string;
  sent: string;
  to: string;
  cc: string;
  subject: string;
  /** Stands between dashes above the message that is answered. */
  original: string;
  /** The same above a message that is passed on: that one is content, not history. */
  forwarded: string;
  /** How the line begins that a device puts under every mail; with leading dots, how it ends. */
  device?: string;
}
