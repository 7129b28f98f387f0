import { randomUUID } from "node:crypto";
import type { Clock, Timer } from "../clock";
import type { EventLog } from "../event-log";
import { AwsError } from "../gateway/aws-response";
import type { InstanceFleet } from "../instance-fleet";
import { ACCOUNT, type Store } from "../store";
import type { ExperimentAction, ExperimentTemplate } from "./experiment-template";
import { instancesOf } from "./targets";

type Status = "running" | "completed" | "stopped" | "failed";

export interface Experiment {
  readonly id: string;
  readonly arn: string;
  readonly experimentTemplateId: string;
  readonly startTime: number;
  state: { status: Status; reason?: string };
  endTime?: number;
  readonly [setting: string]: unknown;
}

/** What ends or undoes an action that still goes on. */
interface UnderWay {
  readonly stopped: string[];
  readonly timer?: Timer;
}

/** Runs experiments that stop or terminate instances. Stop conditions are kept, not watched. */
export class Experiments {
  readonly all = new Map<string, Experiment>();
  private readonly underWay = new Map<string, UnderWay>();

  constructor(
    private readonly store: Store,
    private readonly fleet: InstanceFleet,
    private readonly clock: Clock,
    private readonly log: EventLog,
  ) {}

  async start(
    template: ExperimentTemplate,
    tags: Readonly<Record<string, string>>,
  ): Promise<Experiment> {
    const actions = Object.values(template.actions ?? {});
    const unknown = actions.find(({ actionId }) => !(actionId in RUN));
    if (unknown) {
      throw new AwsError(
        "ValidationException",
        `the sandbox runs ${Object.keys(RUN).join(" and ")}, not ${unknown.actionId}`,
      );
    }
    const id = `EXP${randomUUID().replaceAll("-", "").slice(0, 16)}`;
    const experiment: Experiment = {
      ...template,
      id,
      arn: `arn:aws:fis:${this.store.region}:${ACCOUNT}:experiment/${id}`,
      experimentTemplateId: template.id,
      startTime: Date.now() / 1000,
      state: { status: "running" },
      tags,
    };
    this.all.set(id, experiment);
    this.log.record("experiment.running", { experiment: id });
    for (const action of actions) {
      await this.run(experiment, template, action);
    }
    return experiment;
  }

  /** Ends it early: what it has stopped is started again. */
  async stop(experiment: Experiment): Promise<void> {
    if (experiment.state.status === "running") {
      await this.undo(experiment);
      this.end(experiment, "stopped", "Experiment stopped by request");
    }
  }

  private async run(
    experiment: Experiment,
    template: ExperimentTemplate,
    action: ExperimentAction,
  ) {
    const names = Object.values(action.targets ?? {});
    const targets = names.flatMap((name) => template.targets?.[name] ?? []);
    const found = await Promise.all(targets.map((target) => instancesOf(this.store, target)));
    const ids = found.flat();
    if (ids.length === 0 && template.experimentOptions?.emptyTargetResolutionMode !== "skip") {
      this.end(experiment, "failed", "Target resolution returned empty set");
      return;
    }
    await RUN[action.actionId as keyof typeof RUN](this.fleet, ids);
    const after = action.parameters?.["startInstancesAfterDuration"];
    if (action.actionId === "aws:ec2:stop-instances" && after) {
      const timer = this.clock.after(milliseconds(after), () => {
        void this.undo(experiment).then(() => this.end(experiment, "completed"));
      });
      this.underWay.set(experiment.id, { stopped: ids, timer });
    } else {
      this.end(experiment, "completed");
    }
  }

  /** An instance that was replaced meanwhile is terminated, and stays so. */
  private async undo({ id }: Experiment): Promise<void> {
    const { stopped = [], timer } = this.underWay.get(id) ?? {};
    this.underWay.delete(id);
    timer?.cancel();
    for (const instance of stopped) {
      if (this.fleet.instances.get(instance)?.state === "stopped") {
        await this.fleet.start(instance);
      }
    }
  }

  private end(experiment: Experiment, status: Status, reason?: string): void {
    experiment.state = { status, ...(reason && { reason }) };
    experiment.endTime = Date.now() / 1000;
    this.log.record(`experiment.${status}`, { experiment: experiment.id, reason });
  }
}

type Run = (fleet: InstanceFleet, ids: readonly string[]) => Promise<unknown>;

/** @see https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html */
const RUN = {
  "aws:ec2:stop-instances": (fleet, ids) => Promise.all(ids.map((id) => fleet.stop(id))),
  "aws:ec2:terminate-instances": (fleet, ids) => Promise.all(ids.map((id) => fleet.terminate(id))),
} satisfies Record<string, Run>;

/** An ISO 8601 duration of hours, minutes and seconds, such as `PT10M`. */
function milliseconds(duration: string): number {
  const [, hours = 0, minutes = 0, seconds = 0] =
    /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration) ?? [];
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
}
