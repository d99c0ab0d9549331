import pg from "pg";

/** So long a transaction may take without anybody asking after it. */
const PATIENCE_MS = 1_500;
/** So long the database may take to let us in and answer a question. */
const ANSWER_MS = 2_500;
const LOOK_MS = 500;

/**
 * A database that is frozen (a stopped process, a lost network, a disk that hangs) refuses nothing and answers nothing, and its
 * own time-outs are frozen with it. So while a connection of the pool has been busy for a second and a half, a second one asks; when it
 * gets no answer either, the busy ones are cut off, and their callers learn that the database is away. A slow statement of a
 * database that answers is left alone, which a client-side time-out per statement would not do.
 */
export function watchSilence(pool: pg.Pool, connectionString: string): void {
  const busySince = new Map<pg.PoolClient, number>();
  let askAgainAt = 0;
  pool.on("acquire", (client) => busySince.set(client, Date.now()));
  pool.on("release", (_error, client) => busySince.delete(client));
  pool.on("remove", (client) => busySince.delete(client));

  const longBusy = () => [...busySince].filter(([, since]) => Date.now() - since > PATIENCE_MS).map(([client]) => client);
  const look = async () => {
    if (pool.ended) return clearInterval(timer);
    if (Date.now() < askAgainAt || longBusy().length === 0) return;
    askAgainAt = Number.POSITIVE_INFINITY;
    const silent = await isSilent(connectionString);
    askAgainAt = silent ? 0 : Date.now() + PATIENCE_MS;
    // Also those who came while we asked.
    if (silent) for (const client of longBusy()) cutOff(client);
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  timer.unref();
}

/** Whether a new connection hears nothing at all. A refusal is an answer. */
async function isSilent(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {});
  const answer = client
    .connect()
    .then(() => client.query("select 1"))
    .then(
      () => false,
      () => false,
    );
  const result = await Promise.race([answer, silence()]);
  cutOff(client);
  return result;
}

async function silence(): Promise<true> {
  await pause(ANSWER_MS);
  // When this process itself was held up, the answer lies unread: time to read it.
  await pause(100);
  return true;
}

/** Not `end()`, which would wait for the answer. */
function cutOff(client: pg.ClientBase): void {
  (client as pg.ClientBase & { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
