import "./cdktf-compatibility";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { LocalBackend, S3Backend, TerraformElement, TerraformStack } from "cdktf";
import type { Construct, Node } from "constructs";
import type { Environment } from "../settings";
import { placeBesideCheckout, statePlace } from "../settings/state-place";

/**
 * The one range that both the bindings' major (6) and the major before it serve: for what is used
 * here, both take the same JSON.
 */
const AWS_PROVIDER_VERSION = ">= 5.100.0, < 7.0.0";

/** The S3 backend's own lock file came with 1.10. */
const TERRAFORM_VERSION = ">= 1.10.0";

/** A stack of one environment: its provider with default tags, its state, readable addresses. */
export class EnvironmentStack extends TerraformStack {
  /** Prefix of the names of what the stack creates, such as taskmanager-demo. */
  protected readonly prefix: string;

  constructor(
    scope: Construct,
    part: string,
    protected readonly environment: Environment,
  ) {
    super(scope, `${environment.name}-${part}`);
    this.prefix = `${environment.application}-${environment.name}`;
    new AwsProvider(this, "aws", {
      region: environment.region,
      allowedAccountIds: environment.accountId ? [environment.accountId] : undefined,
      defaultTags: [{ tags: this.tags }],
    });
    this.addOverride("terraform.required_version", TERRAFORM_VERSION);
    this.addOverride("terraform.required_providers.aws.version", AWS_PROVIDER_VERSION);
  }

  /** The tags of everything; groups and launch templates, which no default tag reaches, take them too. */
  protected get tags(): Record<string, string> {
    return {
      ...this.environment.tags,
      Environment: this.environment.name,
      Service: this.environment.application,
      ManagedBy: "cdktf",
    };
  }

  /** State where the environment says. */
  protected keepStateWhereTold(): void {
    const place = statePlace(this.environment, this.node.id);
    if (place.kind === "local") {
      this.keepStateBesideCheckout();
      return;
    }
    const { bucket, key, region } = place;
    const backend = new S3Backend(this, { bucket, key, region });
    backend.addOverride("use_lockfile", true);
  }

  protected keepStateBesideCheckout(): void {
    new LocalBackend(this, { path: placeBesideCheckout(this.node.id).path });
  }

  /** `load-balancer_alb` rather than `load-balancer_alb_1A2B3C4D`: the path is unique as it is. */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    return node.scopes
      .slice(node.scopes.indexOf(this) + 1)
      .map((scope) => scope.node.id)
      .join("_");
  }
}
