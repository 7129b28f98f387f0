import { DataAwsKmsAlias } from "@cdktf/provider-aws/lib/data-aws-kms-alias";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { ciNames, ROLE_PATH } from "../ci/names";
import { deployedStacks } from "../ci/targets";
import { GithubOidc } from "../constructs/ci/github-oidc";
import { describe } from "../constructs/ci/permissions/describe";
import { manageFoundation } from "../constructs/ci/permissions/foundation";
import { launchInstances, manageNetwork } from "../constructs/ci/permissions/network";
import { manageAlarms, manageExperiment } from "../constructs/ci/permissions/operations";
import type { Ownership, Statement } from "../constructs/ci/permissions/ownership";
import { manageRoles } from "../constructs/ci/permissions/roles";
import {
  manageAccessLogs,
  manageCapacity,
  manageLoadBalancer,
  manageServices,
} from "../constructs/ci/permissions/services";
import {
  fetchPlans,
  keepPlans,
  readState,
  type Storage,
  writeState,
} from "../constructs/ci/permissions/state";
import { PlanStore } from "../constructs/ci/plan-store";
import { WorkflowRole } from "../constructs/ci/workflow-role";
import { AwsAccount } from "../constructs/common/aws-account";
import type { Environment } from "../settings";
import { EnvironmentStack } from "./environment-stack";
import type { S3State } from "./state-backend";

export type CiSettings = NonNullable<Environment["ci"]>;

/** A plan that has waited longer is stale, whatever has become of the state. */
const PLAN_RETENTION_DAYS = 30;

const HOUR_SECONDS = 3_600;

/**
 * What the GitHub workflows need of AWS: a role that plans, a role that deploys, and a place for
 * the plans in between. A person applies this stack: neither role can change it.
 */
export class CiRolesStack extends EnvironmentStack {
  private readonly owner: Ownership;
  private readonly storage: Storage;

  constructor(
    scope: Construct,
    environment: Environment,
    private readonly ci: CiSettings,
    state: S3State,
  ) {
    super(scope, "ci", environment);
    this.keepStateWhereTold();
    this.owner = this.describeOwner();
    this.storage = this.createStorage(state);
    const github = new GithubOidc(this, "github", { create: ci.oidcProvider === "create" });
    const planRole = this.createPlanRole(github);
    const deployRole = this.createDeployRole(github);
    const outputs = { plan_role: planRole.role.arn, deploy_role: deployRole.role.arn };
    for (const [name, value] of Object.entries(outputs)) {
      new TerraformOutput(this, name, { value, staticId: true });
    }
  }

  private describeOwner(): Ownership {
    const { region, existing } = this.environment;
    const { Environment = "", Service = "" } = this.tags;
    return {
      account: new AwsAccount(this, "account"),
      region,
      prefix: this.prefix,
      clusterName: existing.cluster.name,
      tags: { Environment, Service },
    };
  }

  /** The state's key is found by its alias: its stack has a state of its own. */
  private createStorage({ bucket }: S3State): Storage {
    const key = new DataAwsKmsAlias(this, "state-key", { name: `alias/${bucket}` });
    const { planBucket } = ciNames(this.environment);
    new PlanStore(this, "plans", {
      name: planBucket,
      keyArn: key.targetKeyArn,
      retentionDays: PLAN_RETENTION_DAYS,
    });
    return {
      stateBucket: bucket,
      stacks: deployedStacks(this.environment),
      planBucket,
      keyArn: key.targetKeyArn,
    };
  }

  private createPlanRole(github: GithubOidc): WorkflowRole {
    const { owner, storage } = this;
    return new WorkflowRole(this, "plan", {
      name: ciNames(this.environment).planRole,
      path: ROLE_PATH,
      description: `Plans ${this.environment.name} and changes nothing`,
      github,
      subjects: this.ci.planSubjects,
      longestSessionSeconds: HOUR_SECONDS,
      policies: {
        state: [
          ...readState(owner, storage),
          ...fetchPlans(owner, storage),
          ...keepPlans(owner, storage),
        ],
        describe: describe(owner),
      },
    });
  }

  private createDeployRole(github: GithubOidc): WorkflowRole {
    const { owner, storage } = this;
    return new WorkflowRole(this, "deploy", {
      name: ciNames(this.environment).deployRole,
      path: ROLE_PATH,
      description: `Deploys ${this.environment.name}`,
      github,
      subjects: this.ci.deploySubjects,
      // An apply waits for every service to be steady, for up to 20 minutes each.
      longestSessionSeconds: 2 * HOUR_SECONDS,
      policies: {
        state: [
          ...readState(owner, storage),
          ...writeState(owner, storage),
          ...fetchPlans(owner, storage),
        ],
        describe: describe(owner),
        ...this.managedParts(),
      },
    });
  }

  private managedParts(): Record<string, Statement[]> {
    const { owner, environment } = this;
    return {
      network: [...manageNetwork(owner), ...launchInstances(owner)],
      services: [
        ...manageLoadBalancer(owner),
        ...manageAccessLogs(owner, !environment.protect),
        ...manageCapacity(owner),
        ...manageServices(owner),
      ],
      operations: [...manageAlarms(owner), ...manageExperiment(owner)],
      roles: manageRoles(owner, taskRolePolicies(environment)),
      ...(environment.foundation
        ? { foundation: manageFoundation(owner, environment.application) }
        : {}),
    };
  }
}

function taskRolePolicies({ services }: Environment): string[] {
  const arns = services.flatMap(({ taskDefinition }) =>
    "image" in taskDefinition ? taskDefinition.taskRolePolicyArns : [],
  );
  return [...new Set(arns)];
}
