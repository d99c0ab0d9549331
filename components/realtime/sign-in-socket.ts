import type Pusher from "pusher-js";

/** "Connection not authorized": the server ended this person's connections, or did not believe the sign-in. */
const ENDED = 4009;
const FORBIDDEN = 403;
/** Ended again within this time: something goes on that asking at once does not mend. */
const AGAIN_MS = 30_000;
const RETRY_MS = 3_000;

interface SignIn {
  /** Asks the server anew what this screen may. False: it may not come back, and the screen has been told. */
  mayReturn(): Promise<boolean>;
  now?(): number;
}

/**
 * Tells the push server whose connection this is, so that it can be ended when the seat or the session is. The library never
 * comes back from such an end by itself; here it does, once the server has said that it may.
 */
export function signInSocket(pusher: Pusher, { mayReturn, now = Date.now }: SignIn): void {
  let lastEnd = Number.NEGATIVE_INFINITY;
  const comeBack = (pauseMs: number) =>
    setTimeout(async () => {
      if (pusher.connection.state === "disconnected" && (await mayReturn())) pusher.connect();
    }, pauseMs);
  const onEnd = () => {
    const isAgain = now() - lastEnd < AGAIN_MS;
    lastEnd = now();
    comeBack(isAgain ? AGAIN_MS : 0);
  };
  pusher.connection.bind("error", (failure?: { error?: { data?: { code?: number } } }) => {
    if (failure?.error?.data?.code === ENDED) onEnd();
  });
  pusher.user.bind("pusher:signin_error", ({ status }: { status?: number }) => {
    // Without a sign-in nobody could end this connection, and the library asks again only with the next one.
    pusher.disconnect();
    if (status === FORBIDDEN) onEnd();
    else comeBack(RETRY_MS * (1 + Math.random()));
  });
  pusher.signin();
}
