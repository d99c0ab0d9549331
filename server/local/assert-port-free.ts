import { createServer } from "node:net";

const PATIENCE_MS = 8_000;
const RETRY_MS = 250;

/**
 * Whether the public port can be listened on. A killed launcher's web may still be finishing its requests there, so a
 * taken port is asked again for a few seconds when `isPatient`. Throws one sentence.
 */
export async function assertPortFree(port: number, isPatient: boolean): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
    const problem = await tryPort(port);
    if (!problem) return;
    if (problem !== "EADDRINUSE") throw new Error(`PORT ${port} cannot be listened on (${problem}). Set PORT to another.`);
    if (!isPatient || waitedMs >= PATIENCE_MS)
      throw new Error(`PORT ${port} is taken by another program. Stop that or start with another: PORT=${port + 1} npm start`);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

function tryPort(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, () => server.close(() => resolve(null)));
  });
}
