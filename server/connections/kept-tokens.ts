import { setTimeout as sleep } from "node:timers/promises";
import { type FreshToken, SendError, type Tokens } from "@/server/channels/contract";
import { tryHoldLock } from "@/server/jobs/hold-lock";
import { untilStored } from "./until-stored";

/** Where the tokens of one owner lie. */
export interface TokenShelf<C, S extends { credentials: C } = { credentials: C }> {
  /** Names it among all owners. */
  owner: string;
  /** Null when there is none or its time is over. Due: it lives, and its end is near. */
  find(name: string): Promise<{ value: string; isDue: boolean } | null>;
  /** What a new one is made from. */
  source(): Promise<S>;
  /** Stores it, and the credentials that came with it. False when the source has changed meanwhile: then nothing is stored. */
  keep(name: string, fresh: FreshToken<C>, source: S): Promise<boolean>;
}

interface Wish<C> {
  name: string;
  make: (credentials: C) => Promise<FreshToken<C>>;
  refused: string | undefined;
}

/** A platform may be asked several times to make one, 15 s each; who waits longer than that waits for nobody. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 100;

/** What this process is making just now: whoever wants the same shares it, also when it fails. */
const making = new Map<string, Promise<string>>();

/**
 * Tokens of one owner, made by one process at a time: it holds a lock of the database that dies with it, the others look at the
 * shelf. While the old one lives, a new one that is being made, or cannot be made, costs nobody anything.
 */
export function keptTokens<C, S extends { credentials: C }>(shelf: TokenShelf<C, S>): Tokens<C> {
  return {
    find: async (name) => (await shelf.find(name))?.value ?? null,
    async get(name, make, refused) {
      const kept = await shelf.find(name);
      if (kept && kept.value !== refused && !kept.isDue) return kept.value;
      return together(`${shelf.owner} ${name} ${refused ?? ""}`, () => renew(shelf, { name, make, refused }));
    },
  };
}

function together(key: string, work: () => Promise<string>): Promise<string> {
  const running = making.get(key);
  if (running) return running;
  const mine = work().finally(() => making.delete(key));
  making.set(key, mine);
  return mine;
}

async function renew<C, S extends { credentials: C }>(shelf: TokenShelf<C, S>, wish: Wish<C>): Promise<string> {
  for (const giveUpAt = Date.now() + PATIENCE_MS; Date.now() < giveUpAt; ) {
    const release = await tryHoldLock(`token ${shelf.owner} ${wish.name}`);
    if (release) {
      const value = await makeAlone(shelf, wish).finally(release);
      if (value !== null) return value;
      continue;
    }
    const kept = await shelf.find(wish.name);
    if (kept && kept.value !== wish.refused) return kept.value;
    await sleep(LOOK_MS);
  }
  throw new SendError("unreachable", "The platform has given no token for a minute.", { retryable: true });
}

/** Null: the channel was given other credentials meanwhile, so this token belongs to nobody any more. */
async function makeAlone<C, S extends { credentials: C }>(shelf: TokenShelf<C, S>, { name, make, refused }: Wish<C>): Promise<string | null> {
  const kept = await shelf.find(name);
  const living = kept && kept.value !== refused ? kept : null;
  // Somebody was quicker, between our look and the lock.
  if (living && !living.isDue) return living.value;
  const source = await shelf.source();
  let fresh: FreshToken<C>;
  try {
    fresh = await make(source.credentials);
  } catch (error) {
    if (living) return living.value;
    throw error;
  }
  return (await untilStored(() => shelf.keep(name, fresh, source))) ? fresh.value : null;
}

/** From when on a token is renewed although it lives: in its last twentieth, five minutes at most. Null for one without an end. */
export function renewAfterSeconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds - Math.min(seconds / 20, 300);
}
