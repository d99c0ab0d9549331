import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";

/** Prints the one line that scripts read: `playwright: N passed, N failed`. A skipped test counts as failed: there are none. */
export default class PlaywrightReporter implements Reporter {
  private readonly outcomes = new Map<string, boolean>();
  private errors = 0;

  onTestEnd(test: TestCase, result: TestResult): void {
    this.outcomes.set(test.id, result.status !== "skipped" && result.status === test.expectedStatus);
  }

  onError(): void {
    this.errors += 1;
  }

  onEnd(): void {
    const passed = [...this.outcomes.values()].filter(Boolean).length;
    process.stdout.write(`playwright: ${passed} passed, ${this.outcomes.size - passed + this.errors} failed\n`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
