import type { PendingTasks } from "../../simulation/capacity-scaling";
import { TASK_REPLACEMENT } from "../../simulation/latencies";
import type { Clock } from "../clock";
import type { EventLog } from "../event-log";
import { AwsError } from "../gateway/aws-response";
import type { Handlers } from "../gateway/gateway";
import { jsonAction } from "../gateway/json-action";
import { ACCOUNT, type Store } from "../store";
import { blueprintOf } from "./blueprint";
import { describedService } from "./described";
import type { EcsTasks } from "./ecs-tasks";
import { checkReferences } from "./references";
import { newDeploymentId, Rollouts } from "./rollouts";
import { nameOf, type Service, type ServiceInput } from "./service";
import { ServiceKeeper } from "./service-keeper";

/** The ECS services of all clusters, and the API that they are made and changed by. */
export class EcsServices {
  private readonly services = new Map<string, Service>();
  private readonly rollouts: Rollouts;
  private readonly keeper: ServiceKeeper;

  constructor(
    private readonly store: Store,
    private readonly tasks: EcsTasks,
    clock: Clock,
    log: EventLog,
  ) {
    this.rollouts = new Rollouts(log);
    this.keeper = new ServiceKeeper(tasks, this.rollouts, clock);
    clock.every(TASK_REPLACEMENT.minMs, () => {
      for (const service of this.services.values()) {
        this.keeper.schedule(service);
      }
    });
    tasks.onFailure((task, reason) => {
      const service = this.services.get(`${task.blueprint.cluster}/${task.blueprint.service}`);
      if (service) {
        this.keeper.countFailure(service, task, reason);
      }
    });
  }

  readonly handlers: Handlers = {
    "ecs:CreateService": jsonAction((input: ServiceInput) => this.create(input)),
    "ecs:UpdateService": jsonAction((input: UpdateInput) => this.update(input)),
    "ecs:DeleteService": jsonAction((input: DeleteInput) => this.delete(input)),
    "ecs:DescribeServices": jsonAction((input: ServicesReference) => this.describeAll(input)),
    "ecs:ListServices": jsonAction((input: { cluster?: string }) => this.list(input)),
  };

  /** The active services of a cluster. */
  of(cluster: string): Service[] {
    return [...this.services.values()].filter(
      ({ input, status }) => input.cluster === cluster && status !== "INACTIVE",
    );
  }

  findByArn(arn: string): Service | undefined {
    return [...this.services.values()].find((service) => service.arn === arn);
  }

  /** What a cluster's services cannot place. */
  waitingTasks(cluster: string): PendingTasks[] {
    return this.of(cluster).flatMap((service) => this.keeper.waiting(service) ?? []);
  }

  private async create(given: ServiceInput): Promise<object> {
    const input = { ...given, cluster: nameOf(given.cluster) };
    const key = `${input.cluster}/${input.serviceName}`;
    if (this.services.get(key)?.status === "ACTIVE") {
      throw new AwsError("InvalidParameterException", "Creation of service was not idempotent.");
    }
    await checkReferences(this.store, input);
    const service: Service = {
      arn: `arn:aws:ecs:${this.store.region}:${ACCOUNT}:service/${key}`,
      createdAt: Date.now() / 1000,
      input,
      status: "ACTIVE",
      placementFailed: false,
      deployments: [],
      events: [],
    };
    await this.deploy(service);
    this.services.set(key, service);
    return this.described(service);
  }

  private async update({ service: name, ...changes }: UpdateInput): Promise<object> {
    const service = this.find(changes.cluster, name);
    if (service.status !== "ACTIVE") {
      throw new AwsError("ServiceNotActiveException", "Service was not ACTIVE.");
    }
    const before = service.input;
    const { cluster, serviceName } = before;
    const input = { ...before, ...changes, cluster, serviceName };
    await checkReferences(this.store, input);
    service.input = input;
    if (
      changes.forceNewDeployment ||
      DEPLOYED_FIELDS.some((field) => differ(field, before, input))
    ) {
      await this.deploy(service).catch((error) => {
        service.input = before;
        throw error;
      });
    }
    return this.described(service);
  }

  private delete({ cluster, service: name, force }: DeleteInput): object {
    const service = this.find(cluster, name);
    if (service.input.desiredCount > 0 && !force) {
      throw new AwsError(
        "InvalidParameterException",
        "The service cannot be stopped while it is scaled above 0.",
      );
    }
    service.status = "DRAINING";
    service.input = { ...service.input, desiredCount: 0 };
    return this.described(service);
  }

  private describeAll({ cluster, services }: ServicesReference): object {
    const found = services.map((name) => this.services.get(`${nameOf(cluster)}/${nameOf(name)}`));
    return {
      services: found.flatMap((service) => (service ? [this.shape(service)] : [])),
      failures: services
        .filter((_, index) => found[index] === undefined)
        .map((arn) => ({ arn, reason: "MISSING" })),
    };
  }

  private list({ cluster }: { readonly cluster?: string }): object {
    return { serviceArns: this.of(nameOf(cluster)).map(({ arn }) => arn) };
  }

  private find(cluster: string | undefined, name: string): Service {
    const service = this.services.get(`${nameOf(cluster)}/${nameOf(name)}`);
    if (!service) {
      throw new AwsError("ServiceNotFoundException", "Service not found.");
    }
    return service;
  }

  private async deploy(service: Service): Promise<void> {
    const id = newDeploymentId();
    const blueprint = await blueprintOf(this.store, service.input, id);
    this.rollouts.begin(service, blueprint, `ECS deployment ${id} in progress.`);
  }

  private described(service: Service): object {
    return { service: this.shape(service) };
  }

  private shape(service: Service): object {
    const { serviceName, cluster } = service.input;
    return describedService(service, this.tasks.of(serviceName, cluster), this.store.region);
  }
}

/**
 * A change of these starts a deployment; a change of the others holds from the next pass on.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
const DEPLOYED_FIELDS = [
  "taskDefinition",
  "capacityProviderStrategy",
  "enableECSManagedTags",
  "loadBalancers",
  "networkConfiguration",
  "platformVersion",
  "propagateTags",
  "serviceConnectConfiguration",
  "serviceRegistries",
  "volumeConfigurations",
] as const;

function differ(field: string, before: ServiceInput, after: ServiceInput): boolean {
  return JSON.stringify(before[field]) !== JSON.stringify(after[field]);
}

interface ServiceReference {
  readonly cluster?: string;
  readonly service: string;
}
interface ServicesReference {
  readonly cluster?: string;
  readonly services: readonly string[];
}
type UpdateInput = Partial<ServiceInput> & ServiceReference;
type DeleteInput = ServiceReference & { readonly force?: boolean };
