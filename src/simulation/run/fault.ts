import type { Picker } from "../choice";
import type { Latencies } from "../latencies";
import type { Scenario } from "../scenario";
import type { VirtualClock } from "../virtual-clock";
import type { ClientDns } from "./client-dns";
import type { GroupControl } from "./group-control";
import type { HealthWatch } from "./health-watch";
import type { TaskLifecycle } from "./task-lifecycle";
import type { Instance, World } from "./world";

/** Who has to do with a fault. */
export interface Struck {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly latencies: Latencies;
  readonly health: HealthWatch;
  readonly lifecycle: TaskLifecycle;
  readonly groups: GroupControl;
  readonly dns: ClientDns;
}

/** Takes from the world what the scenario says, now. */
export function strike(struck: Struck, scenario: Scenario, pick: Picker): void {
  const { world, clock, latencies, dns } = struck;
  const inZone = [...world.instances].filter(({ zone }) => zone === scenario.zone);
  switch (scenario.fault) {
    case "stop":
      stop(struck, inZone);
      break;
    case "blackhole":
      vanish(struck, scenario.zone, inZone);
      break;
    case "instance": {
      const busy = inZone.filter(({ tasks }) => tasks.size > 0);
      stop(struck, busy.slice(pick(busy.length)).slice(0, 1));
      break;
    }
  }
  if (scenario.nodeLost) {
    loseNodes(struck, scenario.zone);
  }
  if (scenario.zonalShift) {
    clock.after(latencies.ZONAL_SHIFT_START, () => {
      world.shiftedZone = scenario.zone;
      world.version++;
      dns.shiftAway(scenario.zone);
    });
  }
}

/** ECS and the group learn of it: the agent's connection is closed, the tasks are STOPPED. */
function stop({ clock, latencies, lifecycle, groups }: Struck, instances: Instance[]): void {
  for (const instance of instances) {
    instance.state = "stopped";
    instance.agentConnected = false;
    lifecycle.loseAllOn(instance, "refused");
    clock.after(latencies.STOPPED_INSTANCE_NOTICED, () => groups.condemn(instance, "gone"));
  }
}

/** Nobody learns of it but by what does not answer. */
function vanish(
  { world, clock, latencies, lifecycle, groups }: Struck,
  zone: string,
  instances: Instance[],
): void {
  world.darkZone = zone;
  for (const instance of instances) {
    for (const task of instance.tasks) {
      lifecycle.failTargets(task, "blackhole");
    }
    clock.after(latencies.AGENT_DISCONNECTED, () => {
      instance.agentConnected = false;
    });
    clock.after(latencies.IMPAIRED_INSTANCE_REPLACED, () => groups.condemn(instance, "unhealthy"));
  }
}

function loseNodes({ world, health }: Struck, zone: string): void {
  for (const node of world.nodes) {
    node.alive &&= node.zone !== zone;
  }
  world.version++;
  for (const target of world.targets) {
    health.review(target);
  }
}
