import { gmail } from "./gmail/way";
import { imap } from "./imap/way";
import { microsoft } from "./microsoft/way";
import { parsed } from "./parsed/way";
import type { EmailCredentials, Via } from "./payload";
import type { Way } from "./way";

const WAYS = { imap, gmail, microsoft, mailgun: parsed, sendgrid: parsed, postmark: parsed } as unknown as Record<Via, Way<EmailCredentials>>;

/** The way that these credentials open. Mailboxes that were connected before there were several have servers. */
export function wayOf({ via }: { via?: Via }): Way<EmailCredentials> {
  return WAYS[via ?? "imap"];
}
