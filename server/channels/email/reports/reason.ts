/** RFC 3463's subjects and details as a person understands them; the first that fits. */
const REASONS: [RegExp, (address: string) => string][] = [
  [/^5\.1\.[0136]$|^5\.1\.10$|^550$/, (address) => `The address ${address} does not exist`],
  [/^5\.1\.2$|^5\.4\.[14]$|^5\.4\.310$/, (address) => `The domain of ${address} takes no mail`],
  [/^5\.2\.1$/, (address) => `The mailbox ${address} is closed`],
  [/^[45]\.2\.2$|^552$/, (address) => `The mailbox ${address} is full`],
  [/^5\.(2|3)\.[34]$/, (address) => `The message is too large for ${address}`],
  [/^5\.7\./, (address) => `The mail server of ${address} refused the message`],
  [/^[45]\.4\.[67]$|^4\./, (address) => `The mail server of ${address} did not take the message in time`],
];

const UNKNOWN_USER =
  /user unknown|unknown user|no such (user|mailbox|recipient)|does not exist|doesn't exist|unknown recipient|address not found|couldn't be found|not found|mailbox unavailable/i;
const MAX_DIAGNOSTIC = 300;

/** One sentence for the agent, with the server's own words behind it. */
export function describeFailure(failure: { address: string | null; code: string | null; diagnostic: string; outcome: string }): string {
  const { address, code, outcome } = failure;
  const who = address ?? "the recipient";
  const words = failure.diagnostic.replace(/\s+/g, " ").trim();
  const detail = words === "" ? "" : ` (${words.length > MAX_DIAGNOSTIC ? `${words.slice(0, MAX_DIAGNOSTIC)}…` : words})`;
  if (outcome === "delivered") return `The message was delivered to ${who}${detail}`;
  if (outcome === "delayed") return `The message to ${who} is delayed${detail}`;
  // 550 is said for every refusal: the words decide what it means.
  const isVague = code === null || code === "550" || /\.0\.0$/.test(code);
  const key = isVague ? (UNKNOWN_USER.test(words) ? "5.1.1" : "") : code;
  const sentence = REASONS.find(([pattern]) => pattern.test(key))?.[1](who) ?? `The message could not be delivered to ${who}`;
  return `${sentence}${detail}`;
}
