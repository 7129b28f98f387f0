import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  failedTasksAfter,
  failureThreshold,
  rollbackTarget,
  rolloutStateOf,
} from "../../src/simulation/circuit-breaker";
import type { Deployment } from "../../src/simulation/service-tasks";

const BREAKER =
  "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html";
const DEPLOYMENT = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html";

const on = { enable: true, rollback: true };
const deployment = (id: string, rolloutState: Deployment["rolloutState"]): Deployment => ({
  id,
  status: "PRIMARY",
  rolloutState,
});

describe("the failure threshold", () => {
  it.each([
    { desiredCount: 1, threshold: 3, source: BREAKER },
    { desiredCount: 6, threshold: 3, source: BREAKER },
    { desiredCount: 7, threshold: 4, source: BREAKER },
    { desiredCount: 25, threshold: 13, source: BREAKER },
    { desiredCount: 400, threshold: 200, source: BREAKER },
    { desiredCount: 800, threshold: 200, source: BREAKER },
  ])("of $desiredCount tasks is $threshold", ({ desiredCount, threshold, source }) => {
    expect(failureThreshold(desiredCount), source).toBe(threshold);
  });
});

describe("a deployment", () => {
  it.each([
    {
      behaviour: "goes on below the threshold",
      failedTasks: 2,
      steady: false,
      breaker: on,
      state: "IN_PROGRESS",
    },
    {
      behaviour: "fails at the threshold",
      failedTasks: 3,
      steady: false,
      breaker: on,
      state: "FAILED",
    },
    {
      behaviour: "never fails without a breaker",
      failedTasks: 9,
      steady: false,
      breaker: { enable: false, rollback: false },
      state: "IN_PROGRESS",
    },
    {
      behaviour: "completes at the steady state",
      failedTasks: 2,
      steady: true,
      breaker: on,
      state: "COMPLETED",
    },
    {
      behaviour: "stays completed",
      from: "COMPLETED",
      failedTasks: 9,
      steady: false,
      breaker: on,
      state: "COMPLETED",
    },
    {
      behaviour: "stays failed",
      from: "FAILED",
      failedTasks: 0,
      steady: true,
      breaker: on,
      state: "FAILED",
    },
  ] as const)("$behaviour", ({ failedTasks, steady, breaker, state, ...row }) => {
    const given = deployment("v2", ("from" in row && row.from) || "IN_PROGRESS");
    expect(rolloutStateOf(given, breaker, { desiredCount: 2, failedTasks, steady }), BREAKER).toBe(
      state,
    );
  });

  it("fails only after as many failures in a row as the threshold", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("healthy", "failed"), { maxLength: 30 }), (outcomes) => {
        const failedTasks = outcomes.reduce(failedTasksAfter, 0);
        const inARow = outcomes.length - 1 - outcomes.lastIndexOf("healthy");
        expect(failedTasks, DEPLOYMENT).toBe(inARow);
      }),
    );
  });

  const history = [
    deployment("v1", "COMPLETED"),
    deployment("v2", "COMPLETED"),
    deployment("v3", "FAILED"),
    deployment("v4", "FAILED"),
  ];
  it.each([
    { behaviour: "rolls back to the last that completed", failed: "v4", breaker: on, target: "v2" },
    {
      behaviour: "stays where none completed before it",
      failed: "v4",
      breaker: on,
      past: history.slice(2),
      target: undefined,
    },
    {
      behaviour: "stays where rollback is off",
      failed: "v4",
      breaker: { enable: true, rollback: false },
      target: undefined,
    },
    {
      behaviour: "is not rolled back unless it failed",
      failed: "v2",
      breaker: on,
      target: undefined,
    },
  ])("$behaviour", ({ failed, breaker, past = history, target }) => {
    const given = history.find(({ id }) => id === failed) as Deployment;
    expect(rollbackTarget(given, past, breaker)?.id, BREAKER).toBe(target);
  });
});
