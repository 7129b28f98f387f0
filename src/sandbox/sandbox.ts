import { Addresses } from "./addresses";
import { ApplicationScaling } from "./application-scaling";
import { AutoScaling } from "./auto-scaling";
import { BucketPolicies } from "./bucket-policies";
import { Clock } from "./clock";
import { Ec2Corrections } from "./ec2-corrections";
import { clusterCounts } from "./ecs/cluster-counts";
import { ContainerInstanceApi } from "./ecs/container-instance-api";
import { EcsServices } from "./ecs/ecs-services";
import { EcsTasks } from "./ecs/ecs-tasks";
import { ServiceTags } from "./ecs/service-tags";
import { TaskApi } from "./ecs/task-api";
import { EventLog } from "./event-log";
import { Experiments } from "./fis/experiments";
import { FaultInjection } from "./fis/fault-injection";
import { Gateway, type Handler, type Handlers } from "./gateway/gateway";
import { InstanceFleet } from "./instance-fleet";
import { LoadBalancers } from "./load-balancers";
import { MotoServer } from "./moto-server";
import { Store } from "./store";
import { TargetGroups } from "./target-groups";

export interface SandboxOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly speed: number;
  readonly region: string;
  /** Every change of state, as JSON lines. @default not kept */
  readonly eventFile?: string;
  /** Run the command of a container where it is a program of this machine. @default false */
  readonly runCommands?: boolean;
}

/** A local AWS: the store, the gateway before it, and what makes things happen. */
export class Sandbox {
  private constructor(
    /** What Terraform and the SDKs are given. */
    readonly url: string,
    readonly log: EventLog,
    readonly fleet: InstanceFleet,
    private readonly gateway: Gateway,
    private readonly shutDown: () => Promise<void>,
  ) {}

  static async start(options: SandboxOptions): Promise<Sandbox> {
    const moto = await MotoServer.start();
    const clock = new Clock(options.speed);
    const log = new EventLog(clock, options.eventFile);
    const store = new Store(moto.url, options.region);
    const addresses = await Addresses.claim();
    const fleet = new InstanceFleet(store, addresses, clock, log);
    const targets = new TargetGroups(store, clock, log);
    const loadBalancers = new LoadBalancers(store, targets, clock, log);
    const { region, runCommands = false } = options;
    const tasks = new EcsTasks(fleet, targets, clock, log, { region, runCommands });
    const services = new EcsServices(store, tasks, clock, log);
    const gateway = new Gateway({
      storeUrl: moto.url,
      handlers: {
        ...new AutoScaling(fleet, store, log, clock).handlers,
        ...new ApplicationScaling(region).handlers,
        ...services.handlers,
        ...new ServiceTags(services).handlers,
        ...new TaskApi(tasks, region).handlers,
        ...new ContainerInstanceApi(fleet, tasks, region).handlers,
        ...clusterCounts(fleet, tasks, services),
        ...targets.handlers,
        ...loadBalancers.handlers,
        ...instanceHandlers(fleet),
        ...new Ec2Corrections().handlers,
      },
      byService: {
        fis: new FaultInjection(region, new Experiments(store, fleet, clock, log)).handler,
        s3: new BucketPolicies().handler,
      },
    });
    const shutDown = async () => {
      clock.stop();
      await gateway.close();
      await loadBalancers.close();
      tasks.close();
      addresses.release();
      store.close();
      await moto.stop();
    };
    try {
      const url = await gateway.listen(options.port);
      return new Sandbox(url, log, fleet, gateway, shutDown);
    } catch (error) {
      await shutDown();
      throw error;
    }
  }

  /** What was asked for and nobody implements, with how often. */
  get unimplemented(): ReadonlyMap<string, number> {
    return this.gateway.unimplemented;
  }

  /** Leaves no process and no port behind. */
  stop(): Promise<void> {
    return this.shutDown();
  }
}

/** What someone does to an instance through EC2 happens to its tasks too. */
function instanceHandlers(fleet: InstanceFleet): Handlers {
  const noting =
    (state: "stopped" | "terminated"): Handler =>
    async (request, passOn) => {
      const answer = await passOn();
      for (const [, id] of request.body.toString("utf8").matchAll(/InstanceId\.\d+=(i-\w+)/g)) {
        fleet.lose(id as string, state);
      }
      return answer;
    };
  return { "ec2:StopInstances": noting("stopped"), "ec2:TerminateInstances": noting("terminated") };
}
