import {
  CreateNetworkAclCommand,
  ReplaceNetworkAclAssociationCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import type { AwsClients } from "../../topology/live/clients";
import { isRefusedPermission } from "../drill-error";
import type { Account } from "../fault/account";
import { denyingAcl } from "../fault/aws-account";
import type { Change } from "../fault/change";
import type { FaultPlan } from "../fault/plan-fault";
import type { Check } from "./check";

interface Permission {
  readonly action: string;
  readonly tryDry: () => Promise<unknown>;
}

/** What no dry run exists for, and is thus only known when it is done. */
const UNTRIED = {
  lock: ["autoscaling:CreateOrUpdateTags", "autoscaling:DeleteTags"],
  "suspend-processes": ["autoscaling:SuspendProcesses", "autoscaling:ResumeProcesses"],
  "stop-instances": [],
  "create-acl": ["ec2:DeleteNetworkAcl"],
  "cut-subnet": [],
  "start-experiment": [
    "fis:StartExperiment",
    "fis:TagResource",
    "fis:ListExperiments",
    "fis:StopExperiment",
  ],
} satisfies Record<Change["kind"], readonly string[]>;

/**
 * Asks EC2 whether it would do what the drill needs, both ways, without its doing so.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html
 */
export async function permissionChecks(
  clients: AwsClients,
  account: Account,
  plan: FaultPlan,
): Promise<readonly Check[]> {
  const needed = (await Promise.all(plan.changes.map((each) => neededFor(clients, account, each))))
    .flat()
    .filter(({ action }, index, all) => all.findIndex((one) => one.action === action) === index);
  const tried = await Promise.all(needed.map(tryDryRun));
  const kinds = ["lock" as const, ...plan.changes.map(({ kind }) => kind)];
  const untried = [...new Set(kinds.flatMap((kind) => UNTRIED[kind]))];
  return [
    ...tried,
    {
      title: "permissions that cannot be tried",
      verdict: "unknown",
      detail: `${untried.join(", ")}: AWS has no dry run for them`,
    },
  ];
}

async function neededFor(
  { ec2 }: AwsClients,
  account: Account,
  change: Change,
): Promise<readonly Permission[]> {
  const dry = { DryRun: true };
  const starting = (InstanceIds: string[]): Permission => ({
    action: "ec2:StartInstances",
    tryDry: () => ec2.send(new StartInstancesCommand({ InstanceIds, ...dry })),
  });
  switch (change.kind) {
    case "stop-instances": {
      const InstanceIds = [...change.instanceIds];
      return [
        {
          action: "ec2:StopInstances",
          tryDry: () => ec2.send(new StopInstancesCommand({ InstanceIds, ...dry })),
        },
        starting(InstanceIds),
      ];
    }
    case "start-experiment":
      return [starting([...change.instanceIds])];
    case "create-acl":
      return [
        {
          action: "ec2:CreateNetworkAcl",
          tryDry: () =>
            ec2.send(
              new CreateNetworkAclCommand({ ...denyingAcl(change.vpcId, change.drill), ...dry }),
            ),
        },
      ];
    case "cut-subnet": {
      const { associationId, acl } = await account.aclOf(change.subnetId);
      return [
        {
          action: "ec2:ReplaceNetworkAclAssociation",
          tryDry: () =>
            ec2.send(
              new ReplaceNetworkAclAssociationCommand({
                AssociationId: associationId,
                NetworkAclId: acl,
                ...dry,
              }),
            ),
        },
      ];
    }
    default:
      return [];
  }
}

/** A dry run always ends in an error, and the error's name is the answer. */
async function tryDryRun({ action, tryDry }: Permission): Promise<Check> {
  const title = `permission ${action}`;
  try {
    await tryDry();
    return { title, verdict: "unknown", detail: "the dry run was answered without its verdict" };
  } catch (error) {
    const { name, message } = error as Error;
    if (name === "DryRunOperation") {
      return { title, verdict: "holds", detail: "a dry run would succeed" };
    }
    if (isRefusedPermission(error as Error)) {
      return { title, verdict: "refused", detail: `${action} is not allowed: ${message}` };
    }
    return { title, verdict: "unknown", detail: `the dry run ended with ${name}: ${message}` };
  }
}
