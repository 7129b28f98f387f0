import { defineConfig } from "vitest/config";

const SLOW = "__tests__/slow/**/*.test.ts";

export default defineConfig({
  test: {
    reporters: ["default", "./__tests__/support/tally-reporter.ts"],
    projects: [
      {
        extends: true,
        test: { name: "quick", include: ["__tests__/**/*.test.ts"], exclude: [SLOW] },
      },
      { extends: true, test: { name: "slow", include: [SLOW] } },
    ],
    globalSetup: ["./__tests__/support/tools.ts"],
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
