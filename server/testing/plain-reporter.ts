import type { Reporter, TestModule } from "vitest/node";

/** Prints the one line that scripts read: `N passed, N failed`. A skipped test counts as failed: there are none. */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    let failed = errors.length;
    for (const testModule of modules) {
      failed += testModule.errors().length;
      for (const test of testModule.children.allTests()) {
        if (test.result().state === "passed") passed += 1;
        else failed += 1;
      }
    }
    process.stdout.write(`vitest: ${passed} passed, ${failed} failed\n`);
  }
}
