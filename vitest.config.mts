import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["__tests__/**/*.test.ts"],
    reporters: ["default", "./__tests__/support/tally-reporter.ts"],
    globalSetup: ["./__tests__/support/tools.ts"],
    testTimeout: 30_000,
    hookTimeout: 180_000,
  },
});
