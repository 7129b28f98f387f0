import type { Reporter, TestModule } from "vitest/node";

/** Ends the run with one line that any program can read, and says what was skipped. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const failed = count("failed") + modules.filter((module) => module.errors().length > 0).length;
    const skipped = count("skipped");
    // After vitest's own summary, which is printed in the same turn.
    setImmediate(() => {
      console.log(
        `${count("passed")} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`,
      );
    });
  }
}
