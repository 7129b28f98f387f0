import { check } from "./check";

/** A runner's disk, and a state on it, is gone with the run. */
export const ciSharesState = check(["ci", "state"], ({ ci, state }) =>
  ci && state.kind === "local"
    ? [
        {
          path: ["ci"],
          message: 'needs a state that outlives a run: set state to { kind: "s3", bucket }',
        },
      ]
    : [],
);

export const ciKnowsAccount = check(["ci", "accountId"], ({ ci, accountId }) =>
  ci && !accountId
    ? [
        {
          path: ["ci"],
          message: "needs accountId: the workflows find the roles and the plans by it",
        },
      ]
    : [],
);
