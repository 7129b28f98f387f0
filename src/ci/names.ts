import type { Environment } from "../settings";

/** What an environment's workflows find by its name, because GitHub knows nothing of AWS. */
export interface CiNames {
  readonly planRole: string;
  readonly deployRole: string;
  readonly planBucket: string;
}

/** Apart from the roles that a deploy manages, which are in the path `/`. */
export const ROLE_PATH = "/ci/";

export function ciNames({ application, name, accountId }: Environment): CiNames {
  const prefix = `${application}-${name}`;
  return {
    planRole: `${prefix}-plan`,
    deployRole: `${prefix}-deploy`,
    planBucket: `${prefix}-plans-${accountId}`,
  };
}
