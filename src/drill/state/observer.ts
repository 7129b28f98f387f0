import { findAlarms } from "../../topology/live/alarms";
import type { AwsClients } from "../../topology/live/clients";
import type { EnvironmentScope } from "../environment-scope";
import type { Stopwatch } from "../stopwatch";
import { readActivities, readGroupState, readInstanceStates } from "./capacity-state";
import { readContainerInstanceStates, readServiceStates, readTaskStates } from "./ecs-state";
import type { Observation } from "./observation";
import { readTargetStates } from "./target-state";

/** Alarms and activities change by the minute; asking for them less often leaves room to others. */
const SLOW_PERIOD_MS = 5_000;

type Slow = Pick<Observation, "alarms" | "activities">;

/** Looks at an environment, as often as it is asked to. */
export class Observer {
  private slow: (Slow & { readonly atMs: number }) | undefined;

  constructor(
    private readonly clients: AwsClients,
    private readonly scope: EnvironmentScope,
    private readonly stopwatch: Stopwatch,
  ) {}

  /** The moment of an observation is when its first call began. */
  async observe(): Promise<Observation> {
    const { clients, scope } = this;
    const atMs = this.stopwatch.nowMs();
    const [services, tasks, containerInstances, instances, group, slow] = await Promise.all([
      readServiceStates(clients, scope),
      readTaskStates(clients, scope),
      readContainerInstanceStates(clients, scope),
      readInstanceStates(clients, scope),
      readGroupState(clients, scope),
      this.readSlow(atMs),
    ]);
    const targetGroupArns = [...new Set(services.flatMap((service) => service.targetGroupArns))];
    const targets = await readTargetStates(clients, targetGroupArns, { instances, tasks });
    return {
      atMs,
      services,
      tasks,
      containerInstances,
      instances,
      targets,
      group,
      alarms: slow.alarms,
      activities: slow.activities,
    };
  }

  private async readSlow(nowMs: number): Promise<Slow> {
    if (!this.slow || nowMs - this.slow.atMs >= SLOW_PERIOD_MS) {
      const [alarms, activities] = await Promise.all([
        findAlarms(this.clients, this.scope.alarmPrefix),
        readActivities(this.clients, this.scope),
      ]);
      this.slow = {
        atMs: nowMs,
        alarms: alarms.map(({ AlarmName = "", StateValue = "" }) => ({
          name: AlarmName,
          state: StateValue,
        })),
        activities,
      };
    }
    return this.slow;
  }
}
