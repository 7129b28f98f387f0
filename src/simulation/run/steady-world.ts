import type { TargetHealth } from "../../behaviour/health-check";
import { instancesNeeded } from "../capacity-scaling";
import type { Picker } from "../choice";
import type { Deployment, InstanceGroupPlan } from "../deployment";
import { spreadOverZones } from "../instance-group";
import { pickerOf, type Random } from "../random";
import { addInstance, addTask } from "./additions";
import { targetOf } from "./health-watch";
import { at, containerInstances, membersOf, placeOn, type World } from "./world";

/** Healthy, and no failure since. */
const HEALTHY: TargetHealth = { state: "healthy", consecutivePasses: 1, consecutiveFailures: 0 };

const LONG_AGO = Number.NEGATIVE_INFINITY;

/** A task that no instance takes, before anything has failed. */
export interface Unplaced {
  readonly service: string;
  readonly message: string;
}

/**
 * The deployment as it runs before the fault: as many instances as each group starts with, more
 * where managed scaling finds tasks without room, and the tasks placed on them one after the other.
 */
export function steadyWorld(
  deployment: Deployment,
  random: Random,
): { readonly world: World; readonly unplaced: readonly Unplaced[] } {
  const world = emptyWorld(deployment);
  for (const [group, plan] of deployment.instanceGroups.entries()) {
    for (const zone of spreadOverZones(plan.zones, [], startSize(plan))) {
      addInstance(world, group, zone, LONG_AGO, "running");
    }
  }
  const pick = pickerOf(random);
  const unplaced = deployment.services.flatMap((plan, service) =>
    Array.from({ length: plan.desiredCount }, () => placeWithScaling(world, service, pick, random)),
  );
  return { world, unplaced: unplaced.filter((failure) => failure !== undefined) };
}

function emptyWorld(deployment: Deployment): World {
  return {
    deployment,
    nodes: deployment.loadBalancers.flatMap(({ zones }, loadBalancer) =>
      zones.map((zone) => ({ loadBalancer, zone, alive: true })),
    ),
    instances: new Set(),
    tasks: new Set(),
    targets: new Set(),
    darkZone: undefined,
    shiftedZone: undefined,
    version: 0,
    created: 0,
  };
}

/** Managed scaling sets the desired capacity, and shrinks what is empty to the least size. */
function startSize({ managedScaling, desiredCapacity, minSize }: InstanceGroupPlan): number {
  return managedScaling ? minSize : (desiredCapacity ?? minSize);
}

function placeWithScaling(
  world: World,
  service: number,
  pick: Picker,
  random: Random,
): Unplaced | undefined {
  for (;;) {
    const message = place(world, service, pick, random);
    if (message === undefined) {
      return undefined;
    }
    if (!grow(world, service)) {
      return { service: at(world.deployment.services, service).name, message };
    }
  }
}

/** @returns why no instance takes the task */
function place(world: World, service: number, pick: Picker, random: Random): string | undefined {
  const placement = placeOn(world, service, containerInstances(world, service), pick);
  if (placement.instance === undefined) {
    return placement.failure.message;
  }
  const { targetGroups } = at(world.deployment.services, service);
  const task = addTask(world, service, placement.instance.id, placement.hostPorts, false);
  task.lastStatus = "RUNNING";
  task.health = "HEALTHY";
  task.startedAtMs = LONG_AGO;
  task.targets = targetGroups.map((group) => targetOf(world, task, group, HEALTHY, 0, random));
  for (const target of task.targets) {
    world.targets.add(target);
  }
  return undefined;
}

/** One instance more, where the group's managed scaling may add one and the task fits it. */
function grow(world: World, service: number): boolean {
  const { instanceGroup, requirements } = at(world.deployment.services, service);
  const plan = at(world.deployment.instanceGroups, instanceGroup);
  const members = membersOf(world, instanceGroup);
  const [zone] = spreadOverZones(plan.zones, members, 1);
  const helps = instancesNeeded(0, [{ requirements, count: 1 }], plan.room) > 0;
  if (!plan.managedScaling || !helps || members.length >= plan.maxSize || zone === undefined) {
    return false;
  }
  addInstance(world, instanceGroup, zone, LONG_AGO, "running");
  return true;
}
