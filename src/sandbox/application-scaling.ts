import { randomUUID } from "node:crypto";
import { AwsError } from "./gateway/aws-response";
import type { Handlers } from "./gateway/gateway";
import { jsonAction } from "./gateway/json-action";
import { ACCOUNT } from "./store";

interface TargetReference {
  readonly ServiceNamespace: string;
  readonly ResourceId: string;
  readonly ScalableDimension: string;
}
interface ScalableTarget extends TargetReference {
  readonly MinCapacity: number;
  readonly MaxCapacity: number;
  readonly ScalableTargetARN: string;
  readonly Tags?: Tags;
}
interface PolicyReference extends TargetReference {
  readonly PolicyName: string;
}
interface ScalingPolicy extends PolicyReference {
  readonly PolicyARN: string;
}
interface Query extends Partial<TargetReference> {
  readonly ResourceIds?: readonly string[];
  readonly PolicyNames?: readonly string[];
}
type Tags = Readonly<Record<string, string>>;

/**
 * Application Auto Scaling of ECS services, kept apart from the store, which would look for the
 * services in itself. Targets and policies are kept; nothing is scaled, for want of metrics.
 */
export class ApplicationScaling {
  private readonly targets = new Map<string, ScalableTarget>();
  private readonly policies = new Map<string, ScalingPolicy>();

  constructor(private readonly region: string) {}

  readonly handlers: Handlers = named({
    RegisterScalableTarget: jsonAction((input: Omit<ScalableTarget, "ScalableTargetARN">) =>
      this.register(input),
    ),
    DescribeScalableTargets: jsonAction((query: Query) => ({
      ScalableTargets: matching(this.targets, query),
    })),
    DeregisterScalableTarget: jsonAction((input: TargetReference) => this.deregister(input)),
    PutScalingPolicy: jsonAction((input: PolicyReference) => this.putPolicy(input)),
    DescribeScalingPolicies: jsonAction((query: Query) => ({
      ScalingPolicies: matching(this.policies, query).filter(
        ({ PolicyName }) => query.PolicyNames?.includes(PolicyName) ?? true,
      ),
    })),
    DeleteScalingPolicy: jsonAction((input: PolicyReference) => {
      remove(this.policies, `${keyOf(input)}/${input.PolicyName}`);
      return {};
    }),
    DescribeScalingActivities: jsonAction(() => ({ ScalingActivities: [] })),
    ListTagsForResource: jsonAction(({ ResourceARN }: { ResourceARN: string }) => ({
      Tags: this.byArn(ResourceARN).Tags ?? {},
    })),
    TagResource: jsonAction((input: { ResourceARN: string; Tags: Tags }) =>
      this.retag(input.ResourceARN, (tags) => ({ ...tags, ...input.Tags })),
    ),
    UntagResource: jsonAction((input: { ResourceARN: string; TagKeys: readonly string[] }) =>
      this.retag(input.ResourceARN, (tags) =>
        Object.fromEntries(Object.entries(tags).filter(([key]) => !input.TagKeys.includes(key))),
      ),
    ),
  });

  private register(input: Omit<ScalableTarget, "ScalableTargetARN">): object {
    const before = this.targets.get(keyOf(input));
    const id = randomUUID().replaceAll("-", "").slice(0, 16);
    const arn = `arn:aws:application-autoscaling:${this.region}:${ACCOUNT}:scalable-target/${id}`;
    const target = { CreationTime: Date.now() / 1000, ScalableTargetARN: arn, ...before, ...input };
    this.targets.set(keyOf(input), target);
    return { ScalableTargetARN: target.ScalableTargetARN };
  }

  private deregister(input: TargetReference): object {
    remove(this.targets, keyOf(input));
    for (const [key, policy] of this.policies) {
      if (keyOf(policy) === keyOf(input)) {
        this.policies.delete(key);
      }
    }
    return {};
  }

  private putPolicy(input: PolicyReference): object {
    find(this.targets, keyOf(input));
    const key = `${keyOf(input)}/${input.PolicyName}`;
    const { ServiceNamespace, ResourceId, PolicyName } = input;
    const PolicyARN =
      this.policies.get(key)?.PolicyARN ??
      `arn:aws:autoscaling:${this.region}:${ACCOUNT}:scalingPolicy:${randomUUID()}:resource/${ServiceNamespace}/${ResourceId}:policyName/${PolicyName}`;
    this.policies.set(key, {
      CreationTime: Date.now() / 1000,
      Alarms: [],
      ...input,
      PolicyARN,
    } as ScalingPolicy);
    return { PolicyARN, Alarms: [] };
  }

  private byArn(arn: string): ScalableTarget {
    const target = [...this.targets.values()].find((each) => each.ScalableTargetARN === arn);
    return target ?? missing(arn);
  }

  private retag(arn: string, change: (tags: Tags) => Tags): object {
    const target = this.byArn(arn);
    this.targets.set(keyOf(target), { ...target, Tags: change(target.Tags ?? {}) });
    return {};
  }
}

function keyOf({ ServiceNamespace, ResourceId, ScalableDimension }: TargetReference): string {
  return `${ServiceNamespace}/${ResourceId}/${ScalableDimension}`;
}

function matching<T extends TargetReference>(all: ReadonlyMap<string, T>, query: Query): T[] {
  return [...all.values()].filter(
    (each) =>
      each.ServiceNamespace === query.ServiceNamespace &&
      (query.ResourceIds?.includes(each.ResourceId) ?? true) &&
      each.ResourceId === (query.ResourceId ?? each.ResourceId) &&
      each.ScalableDimension === (query.ScalableDimension ?? each.ScalableDimension),
  );
}

function find<T>(all: ReadonlyMap<string, T>, key: string): T {
  return all.get(key) ?? missing(key);
}

function remove(all: Map<string, unknown>, key: string): void {
  find(all, key);
  all.delete(key);
}

function missing(what: string): never {
  throw new AwsError("ObjectNotFoundException", `No scalable target or policy found: ${what}`);
}

function named(handlers: Handlers): Handlers {
  return Object.fromEntries(
    Object.entries(handlers).map(([action, handler]) => [
      `application-autoscaling:${action}`,
      handler,
    ]),
  );
}
