import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { childEnvironment } from "@/lib/env";

interface ChildSpec {
  /** Its process title; build/<script>.js sets it too. */
  title: string;
  script: string;
  env: Record<string, string>;
}

const FIRST_RETRY_MS = 200;
// "started again within 5 s" holds also for one that keeps dying.
const LONGEST_RETRY_MS = 4_000;
/** One that lived this long starts afresh with the short pause. */
const HEALTHY_MS = 30_000;
const READY_TIMEOUT_MS = 60_000;

/** A process of ours that is started again whenever it ends, until it is stopped. Its output goes to our stderr. */
export class SupervisedChild {
  private child: ChildProcess | null = null;
  private retryMs = FIRST_RETRY_MS;
  private retryTimer: NodeJS.Timeout | null = null;
  private isStopping = false;

  constructor(private readonly spec: ChildSpec) {}

  /** Resolves when the child says that it is ready. Throws when it ends before, or says nothing for a minute: then nothing is started again. */
  async start(): Promise<void> {
    const child = this.spawn();
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${this.spec.title} did not become ready within a minute.`)), READY_TIMEOUT_MS);
      child.once("message", () => resolve());
      child.once("exit", (code, signal) => reject(new Error(`${this.spec.title} ended at its start (${signal ?? code}).`)));
      child.once("message", () => clearTimeout(timer));
      child.once("exit", () => clearTimeout(timer));
    });
    this.watch(child);
  }

  /** Asks it to end and waits; kills it after the deadline. */
  async stop(deadlineMs: number): Promise<void> {
    this.isStopping = true;
    if (this.retryTimer) clearTimeout(this.retryTimer);
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), deadlineMs);
    await ended;
    clearTimeout(timer);
  }

  private spawn(): ChildProcess {
    const args = ["--enable-source-maps", path.join(process.cwd(), "build", `${this.spec.script}.js`)];
    // The channel tells the child when we are gone, so that it ends too and frees its port. Its log is on stderr; what Next chats on stdout is dropped.
    this.child = spawn(process.execPath, args, { argv0: this.spec.title, env: childEnvironment(this.spec.env), stdio: ["ignore", "ignore", 2, "ipc"] });
    this.child.on("error", () => {});
    return this.child;
  }

  private watch(child: ChildProcess): void {
    const startedAt = Date.now();
    const again = () => {
      if (this.isStopping) return;
      if (Date.now() - startedAt > HEALTHY_MS) this.retryMs = FIRST_RETRY_MS;
      this.retryTimer = setTimeout(() => this.watch(this.spawn()), this.retryMs);
      this.retryMs = Math.min(this.retryMs * 2, LONGEST_RETRY_MS);
    };
    if (child.exitCode !== null || child.signalCode !== null) again();
    else child.once("exit", again);
  }
}
