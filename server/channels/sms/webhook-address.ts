/**
 * Twilio tries an address once; this has it try up to five times more, after no connection, a time-out or a 5xx (twilio.com/docs/usage/
 * webhooks/webhooks-connection-overrides, read 2026-11-21). It is read by Twilio and does not travel.
 */
export const RETRIES = "#rc=5&rp=ct,rt,5xx";

/** Where Twilio brings what people write. */
export const inboundAddress = (webhookUrl: string): string => webhookUrl + RETRIES;

/** Where it tells what became of a message of ours; the message's id comes back with it. */
export const statusAddress = (webhookUrl: string, messageId: string): string => `${webhookUrl}?msg=${encodeURIComponent(messageId)}${RETRIES}`;
