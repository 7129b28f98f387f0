import {
  DescribeTargetGroupsCommand,
  type TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { request } from "undici";
import { observe, REGISTERED, type TargetHealth } from "../simulation/health-check";
import type { RoutableTarget } from "../simulation/target-selection";
import type { Clock, Timer } from "./clock";
import type { EventLog } from "./event-log";
import { queryResponse } from "./gateway/aws-response";
import type { Handlers } from "./gateway/gateway";
import { parseForm, withMembers } from "./gateway/query-form";
import type { Store } from "./store";

const NAMESPACE = "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/";

/** A task behind a load balancer. */
export interface Target extends RoutableTarget {
  readonly instanceId: string;
  readonly address: string;
  readonly port: number;
  state: RoutableTarget["state"];
}

interface Registration {
  readonly target: Target;
  health: TargetHealth;
  checks: Timer;
}

/** Who is behind each target group, checked by real requests as the group's settings say. */
export class TargetGroups {
  private readonly registrations = new Map<string, Map<string, Registration>>();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly log: EventLog,
  ) {}

  readonly handlers: Handlers = {
    "elasticloadbalancing:DescribeTargetHealth": (asked) => {
      const arn = String(parseForm(asked.body)["TargetGroupArn"]);
      const TargetHealthDescriptions = this.targetsOf(arn).map((target) => ({
        Target: { Id: target.instanceId, Port: target.port, AvailabilityZone: target.zone },
        HealthCheckPort: target.port,
        TargetHealth: { State: target.state },
      }));
      return queryResponse(asked, NAMESPACE, withMembers({ TargetHealthDescriptions }) as object);
    },
  };

  targetsOf(targetGroupArn: string): readonly Target[] {
    return [...(this.registrations.get(targetGroupArn)?.values() ?? [])].map(
      ({ target }) => target,
    );
  }

  find(targetGroupArn: string, id: string): Target | undefined {
    return this.registrations.get(targetGroupArn)?.get(id)?.target;
  }

  async register(
    targetGroupArn: string,
    place: Pick<Target, "id" | "zone" | "instanceId" | "address" | "port">,
  ): Promise<void> {
    const group = await this.describe(targetGroupArn);
    const registration: Registration = {
      target: { ...place, state: "initial" },
      health: REGISTERED,
      checks: this.clock.every((group.HealthCheckIntervalSeconds ?? 30) * 1_000, () => {
        void this.check(registration, group);
      }),
    };
    const members = this.registrations.get(targetGroupArn) ?? new Map<string, Registration>();
    this.registrations.set(targetGroupArn, members.set(place.id, registration));
    this.log.record("target.registered", { targetGroup: group.TargetGroupName, target: place.id });
    await this.check(registration, group);
  }

  /** No new request from now on; gone when the delay is over. */
  drain(targetGroupArn: string, id: string, delayMs: number): void {
    const registration = this.registrations.get(targetGroupArn)?.get(id);
    if (!registration || registration.target.state === "draining") {
      return;
    }
    registration.target.state = "draining";
    this.clock.after(delayMs, () => this.remove(targetGroupArn, id));
  }

  remove(targetGroupArn: string, id: string): void {
    const members = this.registrations.get(targetGroupArn);
    members?.get(id)?.checks.cancel();
    members?.delete(id);
  }

  private async check(registration: Registration, group: TargetGroup): Promise<void> {
    const { target } = registration;
    if (target.state === "draining") {
      return;
    }
    const passed = await this.probe(target, group);
    registration.health = observe(
      registration.health,
      {
        intervalMs: (group.HealthCheckIntervalSeconds ?? 30) * 1_000,
        timeoutMs: (group.HealthCheckTimeoutSeconds ?? 5) * 1_000,
        healthyThreshold: group.HealthyThresholdCount ?? 5,
        unhealthyThreshold: group.UnhealthyThresholdCount ?? 2,
      },
      passed,
    );
    if (registration.health.state !== target.state && !isDraining(target)) {
      target.state = registration.health.state;
      this.log.record(`target.${target.state}`, { target: target.id, zone: target.zone });
    }
  }

  private async probe(target: Target, group: TargetGroup): Promise<boolean> {
    const timeout = this.clock.wallMs((group.HealthCheckTimeoutSeconds ?? 5) * 1_000);
    try {
      const { statusCode, body } = await request(
        `http://${target.address}:${target.port}${group.HealthCheckPath ?? "/"}`,
        { headersTimeout: timeout, signal: AbortSignal.timeout(timeout) },
      );
      await body.dump();
      return matches(group.Matcher?.HttpCode ?? "200", statusCode);
    } catch {
      return false;
    }
  }

  private async describe(arn: string): Promise<TargetGroup> {
    const { TargetGroups } = await this.store.elb.send(
      new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }),
    );
    return TargetGroups?.[0] ?? {};
  }
}

/** Read anew: the state may have changed while the check was under way. */
function isDraining(target: Target): boolean {
  return target.state === "draining";
}

/** A matcher such as `200-299,301`. */
function matches(matcher: string, status: number): boolean {
  return matcher.split(",").some((part) => {
    const [from, to = from] = part.split("-").map(Number);
    return status >= (from ?? 0) && status <= (to ?? 0);
  });
}
