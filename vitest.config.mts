import { defineConfig } from "vitest/config";

const SLOW = "__tests__/slow/**/*.test.ts";

const shared = {
  globalSetup: ["./__tests__/support/tools.ts"],
  testTimeout: 60_000,
  hookTimeout: 180_000,
};

export default defineConfig({
  test: {
    reporters: ["default", "./__tests__/support/tally-reporter.ts"],
    projects: [
      { test: { ...shared, name: "quick", include: ["__tests__/**/*.test.ts"], exclude: [SLOW] } },
      { test: { ...shared, name: "slow", include: [SLOW] } },
    ],
  },
});
