import type { AppCredentials, Tokens } from "@/server/channels/contract";
import { appPool } from "@/server/db/client";
import { asUnavailable } from "@/server/db/db-errors";
import { decryptCredentials, encryptCredentials } from "./credentials";
import { keptTokens, renewAfterSeconds } from "./kept-tokens";

interface TokenToKeep {
  name: string;
  value: string;
  /** How long it lives; null: until it is refused. */
  seconds: number | null;
}

/** Short-lived tokens of our own app at a platform, which all tenants' channels share. Another app id begins with none. */
export function appTokens(platform: string, app: AppCredentials | null): Tokens<null> {
  const appId = app?.appId ?? "";
  return keptTokens<null, { credentials: null }>({
    owner: `app ${platform} ${appId}`,
    find: (name) => find([platform, appId, name]),
    source: async () => ({ credentials: null }),
    async keep(name, { value, seconds }) {
      await keepAppToken(platform, app, { name, value, seconds });
      return true;
    },
  });
}

/** Keeps what a platform hands out to our app, in the place of the one before. Throws `unavailable` while the database is away. */
export async function keepAppToken(platform: string, app: AppCredentials | null, { name, value, seconds }: TokenToKeep): Promise<void> {
  await appPool()
    .query("select jobs.keep_platform_token($1, $2, $3, $4, $5, $6)", [
      ...[platform, app?.appId ?? "", name, encryptCredentials(value)],
      ...[seconds, renewAfterSeconds(seconds)],
    ])
    .catch(away);
}

async function find(key: [string, string, string]): Promise<{ value: string; isDue: boolean } | null> {
  const { rows } = await appPool()
    .query<{ sealed: Buffer; is_due: boolean }>("select sealed, is_due from jobs.find_platform_token($1, $2, $3)", key)
    .catch(away);
  const row = rows[0];
  return row ? { value: decryptCredentials(row.sealed) as string, isDue: row.is_due } : null;
}

function away(error: unknown): never {
  throw asUnavailable(error);
}
