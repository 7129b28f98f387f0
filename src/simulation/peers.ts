/** What a way to deploy an ECS service sets where its user says nothing. */
export interface Peer {
  readonly name: string;
  readonly defaults: readonly Default[];
}

/** One value, and where it is written. */
export type Default = {
  [Name in keyof PeerSettings]: {
    readonly setting: Name;
    readonly value: PeerSettings[Name];
    readonly source: string;
  };
}[keyof PeerSettings];

export interface PeerSettings {
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  readonly deregistrationDelaySeconds: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly healthCheckGracePeriodSeconds: number;
  readonly zoneRebalancing: boolean;
  /** ECS then spreads over zones by itself. */
  readonly placementStrategies: "none";
}

const HEALTH_CHECKS =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html";
const TARGET_GROUP_ATTRIBUTES =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html";
const CREATE_SERVICE =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html";

/** What AWS sets where the request says nothing, as for what CloudFormation creates. */
const AWS: readonly Default[] = [
  { setting: "intervalSeconds", value: 30, source: HEALTH_CHECKS },
  { setting: "timeoutSeconds", value: 5, source: HEALTH_CHECKS },
  { setting: "healthyThreshold", value: 5, source: HEALTH_CHECKS },
  { setting: "unhealthyThreshold", value: 2, source: HEALTH_CHECKS },
  { setting: "deregistrationDelaySeconds", value: 300, source: TARGET_GROUP_ATTRIBUTES },
  { setting: "minimumHealthyPercent", value: 100, source: CREATE_SERVICE },
  { setting: "maximumPercent", value: 200, source: CREATE_SERVICE },
  { setting: "healthCheckGracePeriodSeconds", value: 0, source: CREATE_SERVICE },
  { setting: "zoneRebalancing", value: true, source: CREATE_SERVICE },
  { setting: "placementStrategies", value: "none", source: CREATE_SERVICE },
];

const LB_TARGET_GROUP =
  "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/lb_target_group";
const ECS_SERVICE =
  "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/ecs_service";

const TERRAFORM: readonly Default[] = [
  { setting: "intervalSeconds", value: 30, source: LB_TARGET_GROUP },
  { setting: "timeoutSeconds", value: 6, source: LB_TARGET_GROUP },
  { setting: "healthyThreshold", value: 3, source: LB_TARGET_GROUP },
  { setting: "unhealthyThreshold", value: 3, source: LB_TARGET_GROUP },
  { setting: "deregistrationDelaySeconds", value: 300, source: LB_TARGET_GROUP },
  { setting: "minimumHealthyPercent", value: 100, source: ECS_SERVICE },
  { setting: "maximumPercent", value: 200, source: ECS_SERVICE },
  { setting: "healthCheckGracePeriodSeconds", value: 0, source: ECS_SERVICE },
  { setting: "zoneRebalancing", value: false, source: ECS_SERVICE },
  { setting: "placementStrategies", value: "none", source: ECS_SERVICE },
];

const CDK_TARGET_GROUP =
  "https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_elasticloadbalancingv2.HealthCheck.html";
const CDK_SERVICE =
  "https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_ecs_patterns.ApplicationLoadBalancedEc2Service.html";
const TERRAFORM_AWS_MODULES =
  "https://github.com/terraform-aws-modules/terraform-aws-ecs/blob/master/modules/service/variables.tf";
const CLOUDPOSSE =
  "https://github.com/cloudposse/terraform-aws-ecs-alb-service-task/blob/main/variables.tf";
const COPILOT = "https://aws.github.io/copilot-cli/docs/manifest/lb-web-service/";

/**
 * The others' defaults. Where one says nothing, that of Terraform's resource applies or, for what
 * CloudFormation creates, that of AWS; the source of each value tells which.
 */
export const PEERS: readonly Peer[] = [
  { name: "Terraform resources", defaults: TERRAFORM },
  {
    name: "terraform-aws-modules/ecs",
    defaults: over(TERRAFORM, [
      { setting: "minimumHealthyPercent", value: 66, source: TERRAFORM_AWS_MODULES },
      { setting: "placementStrategies", value: "none", source: TERRAFORM_AWS_MODULES },
    ]),
  },
  {
    name: "cloudposse",
    defaults: over(TERRAFORM, [
      { setting: "zoneRebalancing", value: false, source: CLOUDPOSSE },
      { setting: "healthCheckGracePeriodSeconds", value: 0, source: CLOUDPOSSE },
    ]),
  },
  {
    name: "aws-cdk ecs-patterns",
    defaults: over(AWS, [
      { setting: "intervalSeconds", value: 30, source: CDK_TARGET_GROUP },
      { setting: "unhealthyThreshold", value: 2, source: CDK_TARGET_GROUP },
      { setting: "deregistrationDelaySeconds", value: 300, source: CDK_SERVICE },
      { setting: "minimumHealthyPercent", value: 50, source: CDK_SERVICE },
      { setting: "placementStrategies", value: "none", source: CDK_SERVICE },
    ]),
  },
  {
    name: "AWS Copilot",
    defaults: over(AWS, [
      { setting: "intervalSeconds", value: 10, source: COPILOT },
      { setting: "unhealthyThreshold", value: 2, source: COPILOT },
      { setting: "deregistrationDelaySeconds", value: 60, source: COPILOT },
    ]),
  },
];

function over(base: readonly Default[], own: readonly Default[]): readonly Default[] {
  const isOwn = ({ setting }: Default) => own.some((each) => each.setting === setting);
  return [...base.filter((each) => !isOwn(each)), ...own];
}
