import { FisExperimentTemplate } from "@cdktf/provider-aws/lib/fis-experiment-template";
import { Construct } from "constructs";
import type { AwsAccount } from "../common/aws-account";
import { ServiceRole } from "../common/service-role";
import type { Alarm } from "./alarm";

export interface ZoneLossExperimentProps {
  readonly name: string;
  readonly account: AwsAccount;
  readonly region: string;
  readonly vpcId: string;
  readonly availabilityZone: string;
  /** Only instances that carry all of these are stopped. */
  readonly instanceTags: Readonly<Record<string, string>>;
  readonly restartAfterMinutes: number;
  /** Ends the experiment when it is raised. */
  readonly stopCondition: Alarm;
}

/** An AWS FIS template that stops the environment's instances in one zone, then starts them. */
export class ZoneLossExperiment extends Construct {
  readonly template: FisExperimentTemplate;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ZoneLossExperimentProps,
  ) {
    super(scope, id);
    this.template = this.createTemplate(this.createRole());
  }

  /** May stop and start the environment's own instances, and see which those are. */
  private createRole(): ServiceRole {
    const { account, region } = this.props;
    return new ServiceRole(this, "role", {
      namePrefix: `${this.props.name}-fis-`,
      description: `Zone-loss experiment of ${this.props.name}`,
      trusted: "fis.amazonaws.com",
      account,
      onlyForThisAccount: true,
      statements: [
        {
          sid: "StopAndStartOwnInstances",
          effect: "Allow",
          actions: ["ec2:StopInstances", "ec2:StartInstances"],
          resources: [`arn:${account.partition}:ec2:${region}:${account.id}:instance/*`],
          condition: Object.entries(this.props.instanceTags).map(([key, value]) => ({
            test: "StringEquals",
            variable: `aws:ResourceTag/${key}`,
            values: [value],
          })),
        },
        {
          // To start an instance whose volume is encrypted, where the account's key is its own.
          sid: "DecryptVolumes",
          effect: "Allow",
          actions: ["kms:CreateGrant"],
          resources: [`arn:${account.partition}:kms:${region}:${account.id}:key/*`],
          condition: [
            {
              test: "StringEquals",
              variable: "kms:ViaService",
              values: [`ec2.${region}.amazonaws.com`],
            },
            { test: "Bool", variable: "kms:GrantIsForAWSResource", values: ["true"] },
          ],
        },
        {
          sid: "SeeInstancesAndAlarms",
          effect: "Allow",
          actions: ["ec2:DescribeInstances", "cloudwatch:DescribeAlarms"],
          resources: ["*"],
        },
      ],
    });
  }

  private createTemplate({ role, permissions }: ServiceRole): FisExperimentTemplate {
    const { props } = this;
    return new FisExperimentTemplate(this, "template", {
      description: `Stop the instances of ${props.name} in ${props.availabilityZone}`,
      roleArn: role.arn,
      experimentOptions: {
        accountTargeting: "single-account",
        // An experiment that stops nothing proves nothing.
        emptyTargetResolutionMode: "fail",
      },
      target: [
        {
          name: "instances-in-zone",
          resourceType: "aws:ec2:instance",
          selectionMode: "ALL",
          resourceTag: Object.entries(props.instanceTags).map(([key, value]) => ({ key, value })),
          filter: [
            { path: "Placement.AvailabilityZone", values: [props.availabilityZone] },
            { path: "VpcId", values: [props.vpcId] },
            { path: "State.Name", values: ["running"] },
          ],
        },
      ],
      action: [
        {
          name: "stop-instances",
          actionId: "aws:ec2:stop-instances",
          target: { key: "Instances", value: "instances-in-zone" },
          parameter: [
            { key: "startInstancesAfterDuration", value: `PT${props.restartAfterMinutes}M` },
            // The Auto Scaling group replaces a stopped instance, which is no failure here.
            { key: "completeIfInstancesTerminated", value: "true" },
          ],
        },
      ],
      stopCondition: [{ source: "aws:cloudwatch:alarm", value: props.stopCondition.alarm.arn }],
      tags: { Name: props.name },
      dependsOn: permissions,
    });
  }
}
