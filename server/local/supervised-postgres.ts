import { type LocalPostgres, startPostgres } from "./postgres";

const RETRY_MS = 500;

/** The embedded PostgreSQL of a data directory, started again on its port whenever it ends, until it is stopped. */
export class SupervisedPostgres {
  private isStopping = false;
  private starting: Promise<void> | null = null;

  private constructor(
    private readonly dataDir: string,
    private server: LocalPostgres,
  ) {
    this.watch();
  }

  /** Throws with initdb's or postgres' own words. */
  static async start(dataDir: string): Promise<SupervisedPostgres> {
    return new SupervisedPostgres(dataDir, await startPostgres(dataDir));
  }

  get ownerUrl(): string {
    return this.server.ownerUrl();
  }

  get appUrl(): string {
    return this.server.appUrl();
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.starting;
    await this.server.stop();
  }

  private watch(): void {
    this.server.child?.once("exit", () => {
      if (!this.isStopping) this.starting = this.restart();
    });
  }

  private async restart(): Promise<void> {
    const { port } = this.server;
    while (!this.isStopping) {
      try {
        this.server = await startPostgres(this.dataDir, { port });
        this.starting = null;
        return this.watch();
      } catch (error) {
        // Backends of the killed server may still be ending, or its port is not free yet.
        process.stderr.write(`${(error as Error).message.trim()}\n`);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }
}
