import { type ChildProcess, fork } from "node:child_process";

/** Who takes part in a measurement, each in a process of its own, so that nobody measures on another's CPU time unseen. */
export type Role = "bare-server" | "ingest-server" | "http-load" | "insert-load" | "drain" | "flood";

/** A forked `parley bench-role`. It says `{ready: ...}` once, then `{done: ...}` for each `{go: ...}`. */
export class RoleProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly ready: unknown,
  ) {}

  /** Starts a role and waits until it is ready. Throws when it ends before. */
  static async start(role: Role, options: object): Promise<RoleProcess> {
    const child = fork(process.argv[1] ?? "", ["bench-role", role, JSON.stringify(options)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const { ready } = await next<{ ready: unknown }>(child, "ready");
    return new RoleProcess(child, ready);
  }

  /** One round of its work; gives its figures. */
  async go<T>(options: object = {}): Promise<T> {
    this.child.send({ go: options });
    const { done } = await next<{ done: T }>(this.child, "done");
    return done;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGTERM");
    await ended;
  }
}

function next<T extends object>(child: ChildProcess, key: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`a part of the benchmark ended with ${code}`));
    const onMessage = (message: object) => {
      if (!(key in message)) return;
      child.off("exit", onExit).off("message", onMessage);
      resolve(message as T);
    };
    child.on("message", onMessage);
    child.once("exit", onExit);
  });
}
