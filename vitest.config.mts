import { defineConfig } from "vitest/config";

/** Among them what plans and applies with real Terraform, and what starts many processes. */
const SLOW = [
  "__tests__/slow/**/*.test.ts",
  "__tests__/integration/ci-roles.test.ts",
  "__tests__/integration/plan.test.ts",
  "__tests__/integration/review*-fixtures.test.ts",
  "__tests__/integration/topology.test.ts",
  "__tests__/processes/sandbox-state.test.ts",
  "__tests__/workflows/plans.test.ts",
];
const SANDBOX = "__tests__/sandbox/live/**/*.test.ts";
const DRILL = "__tests__/sandbox/drill/**/*.test.ts";

const shared = {
  globalSetup: ["./__tests__/support/tools.ts", "./__tests__/support/temporary-root.ts"],
  setupFiles: ["./__tests__/support/clean-up.ts"],
  testTimeout: 60_000,
  hookTimeout: 180_000,
  env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
};

export default defineConfig({
  test: {
    // Vitest leaves one of two cores idle, and loads CDKTF's bindings anew for every file.
    maxWorkers: 2,
    reporters: ["default", "./__tests__/support/tally-reporter.ts"],
    projects: [
      {
        test: {
          ...shared,
          name: "quick",
          include: ["__tests__/**/*.test.ts"],
          exclude: [...SLOW, SANDBOX, DRILL],
          isolate: false,
        },
      },
      { test: { ...shared, name: "slow", include: SLOW } },
      { test: { ...shared, name: "sandbox", include: [SANDBOX] } },
      { test: { ...shared, name: "drill", include: [DRILL] } },
    ],
  },
});
