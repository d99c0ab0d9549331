import type { Control } from "../shared/control";
import type { TelegramOptions } from "./platform";
import { answerPress } from "./presses";
import { type Bot, noWebhook, now, type Queued, seconds, type World } from "./world";

const HOUR_MS = 3600_000;
// As Telegram's own server has it: messages for a day, pressed buttons for 150 seconds, 410 for 23 hours ends the webhook.
const MESSAGE_LIFE_MS = 24 * HOUR_MS;
const CALLBACK_LIFE_MS = 150_000;
const GONE_LIMIT_MS = 23 * HOUR_MS;
const LONGEST_PAUSE_MS = 60_000;
const LONGEST_RETRY_AFTER_MS = HOUR_MS;

export interface Updates {
  /** Puts an update into its chat's queue, if the bot asks for its kind. */
  push(to: { bot: Bot; chatId: number }, kind: string, content: object): void;
  /** Starts what waits, after a webhook was set. */
  wake(bot: Bot): void;
  close(): void;
}

type Attempt =
  | { kind: "taken"; call?: { method: string; callback_query_id?: string } | null }
  | { kind: "gone" }
  | { kind: "failed"; reason: string; retryAfterMs: number | null };

/** Queues of updates: in order within a chat, chats beside each other; what is not taken holds up its chat alone. */
export function createUpdates(world: World, given: { options: TelegramOptions; control: Control; changed: () => void }): Updates {
  const { options, control, changed } = given;
  const base = options.retryBaseMs ?? 1_000;
  const running = new Set<string>();
  /** Chats that wait for their next attempt. */
  const pauses = new Set<() => void>();
  let isClosed = false;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        pauses.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      pauses.add(end);
    });

  async function drain(bot: Bot, chatId: string): Promise<void> {
    const key = `${bot.id}:${chatId}`;
    if (running.has(key)) return;
    running.add(key);
    let failures = 0;
    while (!isClosed && bot.webhook.url) {
      const next = bot.queues[chatId]?.[0];
      if (!next) break;
      const attempt: Attempt = isOver(next, world) ? { kind: "taken" } : await post(bot, next);
      if (attempt.kind === "taken") bot.queues[chatId]?.shift();
      // The answer to an update may be one call, of whose result nobody hears.
      if (attempt.kind === "taken" && attempt.call?.method === "answerCallbackQuery") answerPress({ world, changed }, attempt.call.callback_query_id ?? "");
      noteOutcome(bot, attempt, world);
      changed();
      if (attempt.kind === "taken") failures = 0;
      else await pause(attempt.kind === "failed" && attempt.retryAfterMs !== null ? attempt.retryAfterMs : Math.min(base * 2 ** failures++, LONGEST_PAUSE_MS));
    }
    running.delete(key);
  }

  async function post(bot: Bot, { update }: Queued): Promise<Attempt> {
    const first = await send(bot, update, options.answerTimeoutMs);
    // As when the answer was lost on its way: the same update comes again, with the same id.
    return first.kind === "taken" && control.take("double") ? send(bot, update, options.answerTimeoutMs) : first;
  }

  return {
    push({ bot, chatId }, kind, content) {
      if (!bot.webhook.allowedUpdates.includes(kind)) return;
      bot.queues[chatId] ??= [];
      bot.queues[chatId].push({ update: { update_id: bot.nextUpdateId++, [kind]: content }, at: now(world) });
      changed();
      void drain(bot, String(chatId));
    },
    wake(bot) {
      for (const end of [...pauses]) end();
      for (const chatId of Object.keys(bot.queues)) void drain(bot, chatId);
    },
    close() {
      isClosed = true;
      for (const end of [...pauses]) end();
    },
  };
}

function callIn(body: string): { method: string; callback_query_id?: string } | null {
  try {
    return body ? (JSON.parse(body) as { method: string }) : null;
  } catch {
    return null;
  }
}

function isOver({ update, at }: Queued, world: World): boolean {
  return now(world) - at > ("callback_query" in update ? CALLBACK_LIFE_MS : MESSAGE_LIFE_MS);
}

function noteOutcome(bot: Bot, attempt: Attempt, world: World): void {
  const at = now(world);
  if (attempt.kind === "taken") bot.webhook.goneSince = null;
  if (attempt.kind === "failed") Object.assign(bot.webhook, { lastErrorAt: seconds(at), lastErrorMessage: attempt.reason });
  if (attempt.kind !== "gone") return;
  bot.webhook.goneSince ??= at;
  if (at - bot.webhook.goneSince > GONE_LIMIT_MS) bot.webhook = noWebhook();
}

async function send(bot: Bot, update: object, timeoutMs = 60_000): Promise<Attempt> {
  const headers = { "content-type": "application/json", ...(bot.webhook.secret ? { "x-telegram-bot-api-secret-token": bot.webhook.secret } : {}) };
  try {
    const response = await fetch(bot.webhook.url, {
      method: "POST",
      headers,
      body: JSON.stringify(update),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: "manual",
    });
    const body = await response.text();
    if (response.ok) return { kind: "taken", call: callIn(body) };
    if (response.status === 410) return { kind: "gone" };
    const after = Number(response.headers.get("retry-after"));
    const retryAfterMs = after > 0 ? Math.min(after * 1000, LONGEST_RETRY_AFTER_MS) : null;
    return { kind: "failed", reason: `Wrong response from the webhook: ${response.status} ${response.statusText}`, retryAfterMs };
  } catch (error) {
    const isLate = error instanceof Error && error.name === "TimeoutError";
    return { kind: "failed", reason: isLate ? "Read timeout expired" : "Connection refused", retryAfterMs: null };
  }
}
