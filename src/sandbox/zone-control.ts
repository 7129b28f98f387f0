import { DescribeAvailabilityZonesCommand } from "@aws-sdk/client-ec2";
import type { AwsRequest } from "./gateway/aws-request";
import { AwsError, type AwsResponse, jsonResponse } from "./gateway/aws-response";
import type { Handler } from "./gateway/gateway";
import type { InstanceFleet } from "./instance-fleet";
import type { Store } from "./store";
import { NODE_FATES, type NodeFate, type ZoneFaults } from "./zone-faults";

/** What can be done to a zone. */
export const ZONE_ACTIONS = ["black", "restore", "stop"] as const;
export type ZoneAction = (typeof ZONE_ACTIONS)[number];

export function zonePath(zone: string, action: ZoneAction, node: NodeFate): string {
  return `/_sandbox/zones/${encodeURIComponent(zone)}/${action}?node=${node}`;
}

/** Takes zones away and gives them back, by HTTP on the port of the gateway. */
export class ZoneControl {
  constructor(
    private readonly store: Store,
    private readonly fleet: InstanceFleet,
    private readonly faults: ZoneFaults,
  ) {}

  readonly handler: Handler = (request) => this.answer(request);

  private async answer({ method, url }: AwsRequest): Promise<AwsResponse> {
    const { pathname, searchParams } = new URL(url, "http://host");
    const [, , kind, zone = "", action] = pathname.split("/").map(decodeURIComponent);
    const node = searchParams.get("node") ?? "lost";
    if (method !== "POST" || kind !== "zones" || !isZoneAction(action) || !isNodeFate(node)) {
      throw new AwsError(
        "ValidationException",
        `the sandbox has no control ${method} ${url}: give POST /_sandbox/zones/<zone>/${ZONE_ACTIONS.join("|")}?node=${NODE_FATES.join("|")}`,
      );
    }
    await this.mustExist(zone);
    const instances = this.runningIn(zone);
    await this.perform(action, zone, node, instances);
    return jsonResponse({ zone, action, instances });
  }

  private async perform(
    action: ZoneAction,
    zone: string,
    loadBalancerNode: NodeFate,
    instances: readonly string[],
  ): Promise<void> {
    switch (action) {
      case "black":
        return this.faults.blacken(zone, { loadBalancerNode });
      case "restore":
        return this.faults.restore(zone);
      case "stop":
        await Promise.all(instances.map((id) => this.fleet.stop(id)));
    }
  }

  private runningIn(zone: string): readonly string[] {
    return [...this.fleet.instances.values()]
      .filter((instance) => instance.zone === zone)
      .filter(({ state }) => state === "pending" || state === "running")
      .map(({ id }) => id);
  }

  private async mustExist(zone: string): Promise<void> {
    const { AvailabilityZones = [] } = await this.store.ec2.send(
      new DescribeAvailabilityZonesCommand({}),
    );
    const names = AvailabilityZones.map(({ ZoneName }) => ZoneName);
    if (!names.includes(zone)) {
      throw new AwsError(
        "ValidationException",
        `there is no zone "${zone}": give one of ${names.join(", ")}`,
        404,
      );
    }
  }
}

function isZoneAction(action: string | undefined): action is ZoneAction {
  return ZONE_ACTIONS.some((each) => each === action);
}

function isNodeFate(node: string): node is NodeFate {
  return NODE_FATES.some((each) => each === node);
}
