import { DescribeInstancesCommand, DescribeSubnetsCommand } from "@aws-sdk/client-ec2";
import ipaddr from "ipaddr.js";
import type { AwsRequest } from "../gateway/aws-request";
import { AwsError, type AwsResponse, queryResponse } from "../gateway/aws-response";
import type { Handler, Handlers } from "../gateway/gateway";
import { type Parameters, parseForm, withMembers } from "../gateway/query-form";
import type { FleetInstance } from "../instance-fleet";
import type { Store } from "../store";
import { NOBODY } from "./connector";
import type { Registration, TargetGroup, TargetGroups, TargetPlace } from "./target-groups";
import { describeHealth, describeOverride, NOT_REGISTERED } from "./target-health";

const NAMESPACE = "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/";

/** A target as a request names it. */
interface TargetDescription {
  readonly Id: string;
  readonly Port?: string;
  readonly AvailabilityZone?: string;
}

/** The API of target groups, as far as the store does not know what is behind them. */
export class TargetGroupApi {
  constructor(
    private readonly targets: TargetGroups,
    private readonly store: Store,
    private readonly instances: ReadonlyMap<string, FleetInstance>,
  ) {}

  readonly handlers: Handlers = {
    "elasticloadbalancing:DescribeTargetHealth": this.action((group, asked) => ({
      TargetHealthDescriptions: asked.length > 0 ? inOrder(group, asked) : all(group),
    })),
    "elasticloadbalancing:RegisterTargets": this.action(async (group, asked) => {
      for (const place of await Promise.all(asked.map((each) => this.placeOf(group, each)))) {
        await this.targets.register(group.arn, place);
      }
      return {};
    }),
    "elasticloadbalancing:DeregisterTargets": this.action((group, asked) => {
      for (const each of asked) {
        for (const { place } of matching(group, each)) {
          this.targets.drain(group.arn, place.id, group.settings.deregistrationDelayMs);
        }
      }
      return {};
    }),
    "elasticloadbalancing:ModifyTargetGroup": this.reloading(),
    "elasticloadbalancing:ModifyTargetGroupAttributes": this.reloading(),
    "elasticloadbalancing:DeleteTargetGroup": async (request, passOn) => {
      const answer = await passOn();
      this.targets.forget(String(parseForm(request.body)["TargetGroupArn"]));
      return answer;
    },
  };

  private action(
    answer: (group: TargetGroup, asked: readonly TargetDescription[]) => Promise<object> | object,
  ): Handler {
    return async (request: AwsRequest): Promise<AwsResponse> => {
      const parameters = parseForm(request.body);
      const group = await this.targets.group(String(parameters["TargetGroupArn"]));
      const asked = (parameters["Targets"] ?? []) as readonly Parameters[];
      const result = await answer(group, asked as unknown as readonly TargetDescription[]);
      return queryResponse(request, NAMESPACE, withMembers(result) as object);
    };
  }

  private reloading(): Handler {
    return async (_, passOn) => {
      const answer = await passOn();
      await this.targets.reload();
      return answer;
    };
  }

  private async placeOf(group: TargetGroup, asked: TargetDescription): Promise<TargetPlace> {
    const port = Number(asked.Port ?? group.settings.port);
    const id = `${asked.Id}:${port}`;
    return group.settings.targetType === "ip"
      ? { id, port, ...(await this.address(asked)) }
      : { id, port, ...(await this.instance(asked.Id)) };
  }

  private async address({ Id, AvailabilityZone }: TargetDescription) {
    if (!ipaddr.IPv4.isValid(Id)) {
      throw new AwsError("ValidationError", `The IP address '${Id}' is not a valid IPv4 address`);
    }
    const { Subnets = [] } = await this.store.ec2.send(new DescribeSubnetsCommand({}));
    const subnet = Subnets.find(({ CidrBlock }) =>
      ipaddr.parse(Id).match(ipaddr.parseCIDR(CidrBlock as string)),
    );
    const zone = subnet?.AvailabilityZone ?? AvailabilityZone ?? "all";
    return { instanceId: Id, address: Id, zone, subnetId: subnet?.SubnetId };
  }

  private async instance(id: string) {
    const instance = this.instances.get(id);
    if (!instance) {
      return this.instanceOfNobody(id);
    }
    if (instance.state !== "running") {
      throw notRunning(id);
    }
    const { address, zone, subnetId } = instance;
    return { instanceId: id, address, zone, subnetId };
  }

  /** One that someone else runs: it has a zone, but no program of the sandbox answers there. */
  private async instanceOfNobody(id: string) {
    const { Reservations } = await this.store.ec2
      .send(new DescribeInstancesCommand({ InstanceIds: [id] }))
      .catch(() => {
        throw new AwsError("InvalidTarget", `The following targets do not exist: '${id}'`);
      });
    const found = Reservations?.[0]?.Instances?.[0];
    if (found?.State?.Name !== "running") {
      throw notRunning(id);
    }
    return { instanceId: id, address: NOBODY, zone: found.Placement?.AvailabilityZone ?? "all" };
  }
}

function notRunning(id: string): AwsError {
  return new AwsError(
    "InvalidTarget",
    `The following targets are not in a running state and cannot be registered: '${id}'`,
  );
}

function all({ members }: TargetGroup): object[] {
  return [...members.values()].map(described);
}

function inOrder(group: TargetGroup, asked: readonly TargetDescription[]): object[] {
  return asked.flatMap((each): object[] => {
    const found = matching(group, each);
    return found.length > 0
      ? found.map(described)
      : [{ Target: each, TargetHealth: NOT_REGISTERED }];
  });
}

/** Without a port, the one of the target group is meant. */
function matching(group: TargetGroup, { Id, Port }: TargetDescription): Registration[] {
  return [...group.members.values()].filter(
    ({ place }) => publicId(group, place) === Id && (!Port || place.port === Number(Port)),
  );
}

function publicId({ settings }: TargetGroup, { instanceId, address }: TargetPlace): string {
  return settings.targetType === "ip" ? address : instanceId;
}

function described(registration: Registration): object {
  const { place, group, views } = registration;
  const { check } = group.settings;
  return {
    Target: { Id: publicId(group, place), Port: place.port, AvailabilityZone: place.zone },
    HealthCheckPort: check.port === "traffic-port" ? place.port : check.port,
    TargetHealth: describeHealth(registration.state(), [...views], registration.isStopped()),
    AdministrativeOverride: describeOverride([...views]),
  };
}
