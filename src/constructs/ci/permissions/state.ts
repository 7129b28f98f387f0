import { allow, bucketArn, equals, type Ownership, type Statement } from "./ownership";

/** Where the state and the plans of an environment are, and what encrypts both. */
export interface Storage {
  readonly stateBucket: string;
  /** Stacks that the workflows plan and deploy. */
  readonly stacks: readonly string[];
  readonly planBucket: string;
  readonly keyArn: string;
}

/** @see https://developer.hashicorp.com/terraform/language/backend/s3#permissions-required */
export function readState(owner: Ownership, storage: Storage): Statement[] {
  return [
    // The backend also looks for workspaces, so no prefix will do; a key is not a secret.
    allow(["s3:ListBucket"], [bucketArn(owner, storage.stateBucket)]),
    allow(["s3:GetObject"], stateObjects(owner, storage, ".tfstate")),
    useKey(owner, storage, ["kms:Decrypt"]),
  ];
}

/** The lock beside a state is an object that comes and goes; a state is never deleted. */
export function writeState(owner: Ownership, storage: Storage): Statement[] {
  return [
    allow(["s3:PutObject"], stateObjects(owner, storage, ".tfstate")),
    allow(
      ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      stateObjects(owner, storage, ".tfstate.tflock"),
    ),
    useKey(owner, storage, ["kms:GenerateDataKey"]),
  ];
}

export function fetchPlans(owner: Ownership, storage: Storage): Statement[] {
  return [allow(["s3:GetObject"], [plans(owner, storage)])];
}

export function keepPlans(owner: Ownership, storage: Storage): Statement[] {
  return [
    allow(["s3:PutObject"], [plans(owner, storage)]),
    useKey(owner, storage, ["kms:GenerateDataKey"]),
  ];
}

function stateObjects(owner: Ownership, { stateBucket, stacks }: Storage, suffix: string) {
  return stacks.map((stack) => bucketArn(owner, `${stateBucket}/${stack}${suffix}`));
}

function plans(owner: Ownership, { planBucket }: Storage): string {
  return bucketArn(owner, `${planBucket}/*.tfplan`);
}

/** Through S3 alone. */
function useKey(owner: Ownership, { keyArn }: Storage, actions: readonly string[]): Statement {
  return allow(actions, [keyArn], equals("kms:ViaService", `s3.${owner.region}.amazonaws.com`));
}
