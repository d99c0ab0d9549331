import { type ChildProcess, spawn } from "node:child_process";
import { connect } from "node:net";

const RETRY_MS = 300;
const READY_TIMEOUT_MS = 15_000;
const STOP_TIMEOUT_MS = 5_000;

export interface DaemonSpec {
  file: string;
  args: string[];
  account: { uid: number; gid: number } | null;
  cwd: string;
  /** Ready when this one takes connections. */
  port: number;
  /** Before each start: what a killed one left behind. */
  prepare?(): void;
}

/** A server in the foreground, started again whenever it ends, until it is stopped. */
export class Daemon {
  private child: ChildProcess | null = null;
  private isStopping = false;
  private words = "";

  constructor(private readonly spec: DaemonSpec) {}

  /** Resolves when the server takes connections. Throws with its own words when it ends before. */
  async start(): Promise<void> {
    this.isStopping = false;
    this.spawn();
    const ended = new Promise<never>((_resolve, reject) => this.child?.once("exit", () => reject(new Error(`${this.spec.file} ended: ${this.words}`))));
    await Promise.race([this.untilReady(), ended]);
    ended.catch(() => {});
  }

  /** As a crash would, with every connection it holds: it comes back by itself. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child?.pid || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    process.kill(-child.pid, "SIGKILL");
    await ended;
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  }

  /** Resolves when the server takes connections (again). */
  async untilReady(): Promise<void> {
    for (let waitedMs = 0; waitedMs < READY_TIMEOUT_MS; waitedMs += 30) {
      if (await isListening(this.spec.port)) return;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    throw new Error(`${this.spec.file} did not start: ${this.words || "it said nothing"}`);
  }

  private spawn(): void {
    const { file, args, account, cwd, prepare } = this.spec;
    prepare?.();
    // A group of its own: the processes that it forks end with it, and a terminal's Ctrl-C leaves it to `stop`.
    const child = spawn(file, args, {
      ...account,
      cwd,
      detached: true,
      env: { NODE_ENV: "production", PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        this.words = (this.words + chunk.toString()).slice(-2_000);
      });
    }
    child.on("error", (error) => {
      this.words += error.message;
    });
    const endWithUs = () => child.pid && child.exitCode === null && process.kill(-child.pid, "SIGKILL");
    process.once("exit", endWithUs);
    child.once("exit", () => {
      process.removeListener("exit", endWithUs);
      if (!this.isStopping) setTimeout(() => this.isStopping || this.spawn(), RETRY_MS).unref();
    });
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
