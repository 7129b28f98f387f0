import type { ManagedScalingSettings } from "../simulation/capacity-scaling";
import type { AwsRequest } from "./gateway/aws-request";
import type { AwsResponse } from "./gateway/aws-response";
import type { Handler, Handlers } from "./gateway/gateway";

/** A capacity provider of an Auto Scaling group. */
export interface CapacityProvider {
  readonly name: string;
  readonly groupArn: string;
  /** None where managed scaling is off. */
  readonly managedScaling?: Omit<ManagedScalingSettings, "minSize" | "maxSize">;
  readonly instanceWarmupSeconds: number;
  readonly managedTerminationProtection: boolean;
  readonly managedDraining: boolean;
}

type ChangeListener = (groupArn: string, provider: CapacityProvider | undefined) => void;

/** Capacity providers: the store keeps them, and here is known what they ask for. */
export class CapacityProviders {
  private readonly providers = new Map<string, CapacityProvider>();
  private readonly listeners: ChangeListener[] = [];

  readonly handlers: Handlers = {
    "ecs:CreateCapacityProvider": this.corrected((provider) => this.know(provider)),
    "ecs:UpdateCapacityProvider": this.corrected((provider) => this.know(provider)),
    "ecs:DescribeCapacityProviders": this.corrected(() => {}),
    "ecs:DeleteCapacityProvider": this.corrected((provider) => this.forget(provider)),
  };

  all(): readonly CapacityProvider[] {
    return [...this.providers.values()];
  }

  /** Called when the provider of a group was created, updated, or deleted: then there is none. */
  onChange(listener: ChangeListener): void {
    this.listeners.push(listener);
  }

  private know(provider: CapacityProvider): void {
    this.providers.set(provider.name, provider);
    this.tell(provider.groupArn, provider);
  }

  private forget({ name, groupArn }: CapacityProvider): void {
    this.providers.delete(name);
    this.tell(groupArn, undefined);
  }

  private tell(groupArn: string, provider: CapacityProvider | undefined): void {
    for (const listener of this.listeners) {
      listener(groupArn, provider);
    }
  }

  /** The store does not take `managedDraining` in an update, and has no default for it. */
  private corrected(follow: (provider: CapacityProvider) => void): Handler {
    return async (request, passOn) => {
      const answer = await passOn();
      if (answer.status !== 200) {
        return answer;
      }
      const body = JSON.parse(answer.body.toString("utf8")) as Answer;
      for (const described of [body.capacityProvider ?? [], body.capacityProviders ?? []].flat()) {
        const details = described.autoScalingGroupProvider;
        if (details) {
          details.managedDraining = this.drainingOf(described.name, request);
          follow(asProvider(described.name, details));
        }
      }
      return withBody(answer, body);
    };
  }

  /** What the request says, else what is known, else what AWS takes for granted. */
  private drainingOf(name: string, { body }: AwsRequest): "ENABLED" | "DISABLED" {
    const given = JSON.parse(body.toString("utf8")).autoScalingGroupProvider?.managedDraining;
    const known = this.providers.get(name)?.managedDraining ?? true;
    return given ?? (known ? "ENABLED" : "DISABLED");
  }
}

/** As the ECS API spells it. */
interface Details {
  readonly autoScalingGroupArn: string;
  readonly managedScaling: {
    readonly status: string;
    readonly targetCapacity: number;
    readonly minimumScalingStepSize: number;
    readonly maximumScalingStepSize: number;
    readonly instanceWarmupPeriod: number;
  };
  readonly managedTerminationProtection: string;
  managedDraining?: string;
}
interface Described {
  readonly name: string;
  readonly autoScalingGroupProvider?: Details;
}
interface Answer {
  readonly capacityProvider?: Described;
  readonly capacityProviders?: readonly Described[];
}

function asProvider(name: string, details: Details): CapacityProvider {
  const { status, instanceWarmupPeriod, ...steps } = details.managedScaling;
  return {
    name,
    groupArn: details.autoScalingGroupArn,
    managedScaling: status === "ENABLED" ? steps : undefined,
    instanceWarmupSeconds: instanceWarmupPeriod,
    managedTerminationProtection: details.managedTerminationProtection === "ENABLED",
    managedDraining: details.managedDraining === "ENABLED",
  };
}

function withBody(answer: AwsResponse, body: object): AwsResponse {
  return { ...answer, body: Buffer.from(JSON.stringify(body)) };
}
