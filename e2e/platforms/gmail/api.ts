import { type Answer, type Call, jsonBody, type Route, text } from "../shared/http";
import { addMail, addressesIn, field } from "./mails";
import type { Platform } from "./platform";
import { type Mail, type Mailbox, now } from "./world";

const MAX_MAIL_BYTES = 35 * 1024 * 1024;
const WEEK_MS = 7 * 24 * 3_600_000;

/** A refusal as Google writes it: the status again, and a reason that a program can read. */
function refused(code: number, reason: string, message: string): NonNullable<Answer> {
  return {
    status: code,
    headers: code === 429 ? { "retry-after": "2" } : {},
    body: { error: { code, message, errors: [{ domain: "global", reason, message }], status: reason.toUpperCase() } },
  };
}

type Work = (call: { platform: Platform; mailbox: Mailbox; call: Call; match: string[] }) => Answer;

/** The Gmail API, of which nothing is given without a living token. */
export function apiRoutes(platform: Platform): Route[] {
  const route = (method: Route[0], path: RegExp, work: Work): Route => [
    method,
    path,
    (call, ...match) => {
      const { control, world } = platform;
      const token = world.tokens[(call.headers.authorization ?? "").replace(/^Bearer /, "")];
      const mailbox = world.mailboxes.find(({ address }) => address === token?.address);
      const isDead = !token || token.endsAt <= now(world) || control.take("token-dies");
      if (isDead || !mailbox) return refused(401, "authError", "Invalid Credentials");
      if (control.take("throttle")) return refused(429, "rateLimitExceeded", "Too many concurrent requests for user.");
      if (control.take("user-rate")) return refused(403, "userRateLimitExceeded", "User-rate limit exceeded.");
      if (control.take("daily")) return refused(403, "dailyLimitExceeded", "Daily Limit Exceeded");
      if (control.take("no-permission")) return refused(403, "insufficientPermissions", "Insufficient Permission");
      if (control.take("transient")) return refused(500, "backendError", "Backend Error");
      const answer = work({ platform, mailbox, call, match });
      // Done, but nobody will hear of it.
      return call.method === "POST" && control.take("timeout") ? null : answer;
    },
  ];
  return [
    route("GET", /^\/gmail\/v1\/users\/me\/profile$/, ({ mailbox }) => ({
      status: 200,
      body: { emailAddress: mailbox.address, messagesTotal: mailbox.mails.length, historyId: placeOf(mailbox) },
    })),
    route("GET", /^\/gmail\/v1\/users\/me\/history$/, listHistory),
    route("GET", /^\/gmail\/v1\/users\/me\/messages$/, listMails),
    route("GET", /^\/gmail\/v1\/users\/me\/messages\/([^/]+)$/, getMail),
    route("POST", /^\/upload\/gmail\/v1\/users\/me\/messages\/send$/, sendMail),
    route("POST", /^\/gmail\/v1\/users\/me\/watch$/, watch),
    route("POST", /^\/gmail\/v1\/users\/me\/stop$/, ({ platform: { changed }, mailbox }) => {
      mailbox.watch = null;
      changed();
      return { status: 204, body: "" };
    }),
  ];
}

const placeOf = (mailbox: Mailbox): string => String(mailbox.history.at(-1)?.id ?? mailbox.historyStart);

const listHistory: Work = ({ platform: { control }, mailbox, call: { query } }) => {
  const start = Number(query.get("startHistoryId"));
  if (!Number.isInteger(start) || query.get("startHistoryId") === null) return refused(400, "invalidArgument", "Missing startHistoryId");
  if (start < mailbox.historyStart || control.take("forget-history")) return refused(404, "notFound", "Requested entity was not found.");
  const records = mailbox.history.filter(({ id }) => id > start);
  const from = Number(query.get("pageToken") ?? 0);
  // Small pages, so that paging is walked.
  const page = records.slice(from, from + 3).map(({ id, mailId }) => ({ id: String(id), messagesAdded: [{ message: { id: mailId, labelIds: ["INBOX"] } }] }));
  const nextPageToken = from + 3 < records.length ? { nextPageToken: String(from + 3) } : {};
  // An empty answer leaves the list out altogether.
  return { status: 200, body: { ...(page.length > 0 ? { history: page } : {}), historyId: placeOf(mailbox), ...nextPageToken } };
};

const listMails: Work = ({ mailbox, call: { query } }) => {
  const q = query.get("q") ?? "";
  const byId = /rfc822msgid:(\S+)/.exec(q)?.[1];
  const after = Number(/after:(\d+)/.exec(q)?.[1] ?? 0) * 1_000;
  const label = query.get("labelIds");
  const found = mailbox.mails.filter((mail) => (!byId || mail.messageId === byId) && mail.at >= after && (!label || mail.labels.includes(label))).reverse();
  return {
    status: 200,
    body: { ...(found.length > 0 ? { messages: found.map(({ id, threadId }) => ({ id, threadId })) } : {}), resultSizeEstimate: found.length },
  };
};

const getMail: Work = ({ mailbox, call: { query }, match: [id = ""] }) => {
  const mail = mailbox.mails.find((m) => m.id === id);
  if (!mail) return refused(404, "notFound", "Requested entity was not found.");
  const facts = { id, threadId: mail.threadId, labelIds: mail.labels, internalDate: String(mail.at) };
  if (query.get("format") === "raw") return { status: 200, body: { ...facts, raw: Buffer.from(mail.raw, "base64").toString("base64url") } };
  return { status: 200, body: { ...facts, payload: { headers: [{ name: "Message-ID", value: `<${mail.messageId}>` }] } } };
};

const sendMail: Work = ({ platform, mailbox, call }) => {
  if (call.query.get("uploadType") !== "multipart") return refused(400, "invalidArgument", "uploadType must be multipart");
  const parts = partsOf(call);
  if (!parts) return refused(400, "badContent", "Media type 'application/octet-stream' is not supported.");
  const { raw, threadId } = parts;
  if (raw.length > MAX_MAIL_BYTES) return refused(413, "uploadTooLarge", "Request is too large.");
  const head = raw.toString("latin1");
  const to = ["To", "Cc", "Bcc"].flatMap((name) => addressesIn(field(head, name)));
  if (to.length === 0) return refused(400, "invalidArgument", "Recipient address required");
  if (platform.control.take("bad-recipient")) return refused(400, "invalidArgument", "Invalid To header: recipient not found");
  const before = mailbox.mails.find((mail) => mail.threadId === threadId);
  if (threadId && !before) return refused(404, "notFound", "Requested entity was not found.");
  const mail = addMail(platform.world, mailbox, { raw: withoutBcc(raw), labels: ["SENT"], person: to[0] ?? "", threadId });
  // Ids that Gmail does not like are replaced.
  if (platform.control.take("replace-id")) mail.messageId = `CA+${mail.id}@mail.gmail.example`;
  platform.changed();
  return { status: 200, body: { id: mail.id, threadId: mail.threadId, labelIds: mail.labels } };
};

const withoutBcc = (raw: Buffer): Buffer => Buffer.from(raw.toString("latin1").replace(/^Bcc:[^\r\n]*(\r?\n[ \t][^\r\n]*)*\r?\n/im, ""), "latin1");

function partsOf(call: Call): { raw: Buffer; threadId?: string } | null {
  const boundary = /boundary="?([^";]+)"?/.exec(call.headers["content-type"] ?? "")?.[1];
  const body = call.body.toString("latin1");
  const [, first, second] = boundary ? body.split(`--${boundary}`) : [];
  if (!first || !second || !/content-type: message\/rfc822/i.test(second)) return null;
  const meta = JSON.parse(first.slice(first.indexOf("\r\n\r\n") + 4)) as { threadId?: string };
  const raw = second.slice(second.indexOf("\r\n\r\n") + 4).replace(/\r\n$/, "");
  return { raw: Buffer.from(raw, "latin1"), threadId: meta.threadId };
}

const watch: Work = ({ platform, mailbox, call }) => {
  const topic = text(jsonBody(call).topicName);
  if (!/^projects\/[^/]+\/topics\/[^/]+$/.test(topic))
    return refused(400, "invalidArgument", "Invalid topicName does not match projects/{project}/topics/{topic}");
  mailbox.watch = { topic, endsAt: now(platform.world) + WEEK_MS };
  platform.changed();
  return { status: 200, body: { historyId: placeOf(mailbox), expiration: String(mailbox.watch.endsAt) } };
};

/** A mail of a person's, into the inbox. */
export function deliver(platform: Platform, mailbox: Mailbox, { raw, person }: { raw: Buffer; person: string }): Mail {
  const mail = addMail(platform.world, mailbox, { raw, labels: ["INBOX", "UNREAD"], person });
  platform.changed();
  platform.push(mailbox.address);
  return mail;
}
