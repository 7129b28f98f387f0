import { STOPPED_TARGET_UNUSED } from "../simulation/latencies";
import { Addresses } from "./addresses";
import { ApplicationScaling } from "./application-scaling";
import { AutoScaling } from "./auto-scaling/auto-scaling";
import { BucketPolicies } from "./bucket-policies";
import { CapacityProviders } from "./capacity-providers";
import { Clock } from "./clock";
import { clockHandlers } from "./clock-api";
import { CONTROL_SERVICE } from "./control";
import { Ec2Corrections } from "./ec2-corrections";
import { ec2InstanceHandlers } from "./ec2-instances";
import { clusterCounts } from "./ecs/cluster-counts";
import { ContainerInstanceApi } from "./ecs/container-instance-api";
import { EcsServices } from "./ecs/ecs-services";
import { EcsTasks } from "./ecs/ecs-tasks";
import { ServiceTags } from "./ecs/service-tags";
import { TaskApi } from "./ecs/task-api";
import { TaskRegistrations } from "./ecs/task-registrations";
import { EventLog } from "./event-log";
import { Experiments } from "./fis/experiments";
import { FaultInjection } from "./fis/fault-injection";
import type { Handler, Handlers } from "./gateway/gateway";
import { InstanceFleet } from "./instance-fleet";
import { InstanceIsolation } from "./instance-isolation";
import { sandboxLatencyMs } from "./latencies";
import { LoadBalancers } from "./load-balancing/load-balancers";
import { probe } from "./load-balancing/probe";
import { TargetGroupApi } from "./load-balancing/target-group-api";
import { TargetGroups } from "./load-balancing/target-groups";
import { ManagedDraining } from "./managed-draining";
import { ManagedScaling } from "./managed-scaling";
import { NetworkAcls } from "./network-acls";
import { Store } from "./store";
import { ZonalShifts } from "./zonal-shifts";
import { ZoneControl } from "./zone-control";
import { ZoneFaults } from "./zone-faults";

export interface PartsOptions {
  /** Socket file of the store. */
  readonly storeSocket: string;
  readonly region: string;
  readonly speed: number;
  /** Every change of state, as JSON lines. @default not kept */
  readonly eventFile?: string;
  /** Run the command of a container where it is a program of this machine. @default false */
  readonly runCommands?: boolean;
}

/** What makes things happen, and how the gateway speaks to it. */
export interface Parts {
  readonly log: EventLog;
  readonly fleet: InstanceFleet;
  readonly faults: ZoneFaults;
  /** In PEM: what a client must trust to use an HTTPS listener. */
  readonly certificate: string;
  readonly handlers: Handlers;
  readonly byService: Readonly<Record<string, Handler>>;
  readonly notInStore: readonly string[];
  close(): void;
}

/** Puts a sandbox's parts together; they speak to the store only when something happens. */
export async function createParts(options: PartsOptions): Promise<Parts> {
  const { region, runCommands = false } = options;
  const addresses = await Addresses.claim();
  const clock = new Clock(options.speed);
  const log = new EventLog(clock, options.eventFile);
  const store = new Store(options.storeSocket, region);

  const faults = new ZoneFaults(log);
  const fleet = new InstanceFleet(store, addresses, clock, log);
  new InstanceIsolation(fleet, faults, clock, log);
  const autoScaling = new AutoScaling(fleet, store, log, clock);

  const targets = new TargetGroups(store, fleet.instances, clock, log);
  fleet.onGone(({ id, state }) => {
    if (state === "terminated") {
      clock.after(sandboxLatencyMs(STOPPED_TARGET_UNUSED), () => targets.drainInstance(id));
    }
  });
  const shifts = new ZonalShifts(
    store,
    async () => [...loadBalancers.shiftable, ...autoScaling.shiftable],
    clock,
    log,
  );
  const world = { clock, log, faults, shifts, probe, random: Math.random };
  const loadBalancers = await LoadBalancers.create(store, targets, world);
  const isShiftedAway = (arn: string, zone: string) => shifts.isShiftedAway(arn, zone);
  shifts.onChange(() => {
    loadBalancers.follow();
    autoScaling.followShifts(isShiftedAway);
  });
  fleet.conditions = {
    launchesFailIn: (zone) => faults.isBlack(zone),
    isCutOff: (instance) => faults.isCutOff(instance),
  };

  const tasks = new EcsTasks(fleet, new TaskRegistrations(targets), clock, log, {
    region,
    runCommands,
  });
  const services = new EcsServices(store, tasks, clock, log);
  const providers = new CapacityProviders();
  const demand = {
    waitingTasks: (cluster: string) => services.waitingTasks(cluster),
    holdsTasks: (id: string) => tasks.on({ id }).length > 0,
  };
  new ManagedDraining(providers, autoScaling, demand.holdsTasks, clock, log);
  new ManagedScaling(providers, autoScaling, demand, store, clock, log);
  const experiments = new Experiments(store, fleet, clock, log);

  return {
    log,
    fleet,
    faults,
    certificate: loadBalancers.certificate,
    handlers: {
      ...autoScaling.handlers,
      ...new ApplicationScaling(region).handlers,
      ...providers.handlers,
      ...services.handlers,
      ...new ServiceTags(services).handlers,
      ...new TaskApi(tasks, region).handlers,
      ...new ContainerInstanceApi(fleet, tasks, region).handlers,
      ...clusterCounts(fleet, tasks, services),
      ...new TargetGroupApi(targets, store, fleet.instances).handlers,
      ...loadBalancers.handlers,
      ...new NetworkAcls(store, faults).handlers,
      ...ec2InstanceHandlers(fleet),
      ...new Ec2Corrections().handlers,
      ...clockHandlers(clock),
    },
    byService: {
      "arc-zonal-shift": shifts.handler,
      fis: new FaultInjection(region, experiments).handler,
      s3: new BucketPolicies().handler,
      [CONTROL_SERVICE]: new ZoneControl(store, fleet, faults).handler,
    },
    notInStore: ["autoscaling"],
    close: () => {
      clock.stop();
      loadBalancers.close();
      tasks.close();
      addresses.release();
      store.close();
    },
  };
}
