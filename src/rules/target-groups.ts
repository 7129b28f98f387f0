import { detectionBounds } from "../behaviour/health-check";
import { survivorsOf } from "../capacity/static-stability";
import type { Knowable } from "../topology/knowable";
import type { MinimumHealthy, TargetGroup, Topology } from "../topology/model";
import { servicesBehind } from "./entrances";
import {
  allKnown,
  broken,
  given,
  gravest,
  holds,
  holdsIf,
  type Judgement,
  whenKnown,
} from "./judgement";
import { rule } from "./rule";
import { targetGroups } from "./subjects";
import { exactZoneCount, placesOf } from "./zones";

const ATTRIBUTES =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html";
const HEALTH_CHECKS =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html";

export const crossZoneIsOn = rule({
  id: "HA-TG-01",
  title: "cross-zone load balancing is not off",
  reason:
    "Without it, a node sends requests to targets of its own zone alone, and fails open onto dead ones when all of those are gone.",
  source: `${ATTRIBUTES}#modify-cross-zone`,
  remedy:
    'set load_balancing_cross_zone_enabled = "true", or leave it at "use_load_balancer_configuration"',
  on: targetGroups,
  judge: ({ crossZone }) => given([crossZone], (on) => holdsIf(on, on ? "on" : "off")),
});

export const stickinessIsOff = rule({
  id: "HA-TG-02",
  title: "stickiness is off",
  reason:
    "Sticky clients stay with the survivors when a lost zone returns, so its tasks idle while the others carry the load.",
  source: `${ATTRIBUTES}#sticky-sessions`,
  remedy: "set enabled = false in the stickiness block, and keep sessions outside the tasks",
  on: targetGroups,
  judge: ({ stickiness }) => given([stickiness], (on) => holdsIf(!on, on ? "on" : "off")),
});

export const survivorsAreEnough = rule({
  id: "HA-TG-03",
  title: "the survivors of a lost zone are healthy targets enough",
  reason:
    "Below the thresholds of target_group_health the load balancer sends requests to unhealthy targets too, or takes its nodes out of DNS.",
  source:
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health.html",
  remedy:
    'set minimum_healthy_targets_count = 1 and minimum_healthy_targets_percentage = "off" for both actions',
  on: targetGroups,
  judge: (group, topology) =>
    gravest([
      survivesLoss("routing", group.unhealthyStateRouting, group, topology),
      survivesLoss("DNS", group.dnsFailover, group, topology),
    ]),
});

function survivesLoss(
  action: string,
  { count, percentage }: MinimumHealthy,
  group: TargetGroup,
  topology: Topology,
): Judgement {
  return given([count, percentage], (least, share) => {
    const wanted = `${action} needs ${least}${share === "off" ? "" : ` and ${share} %`} healthy`;
    return least <= 1 && share === "off"
      ? holds(wanted)
      : given([leftOfLostZone(group, topology)], (left) =>
          gravest(
            left.map((tasks) =>
              holdsIf(
                least <= tasks.count && (share === "off" || share <= tasks.percentage),
                `${wanted}; a lost zone leaves ${tasks.count}, ${Math.floor(tasks.percentage)} %`,
              ),
            ),
          ),
        );
  });
}

interface Remainder {
  readonly count: number;
  readonly percentage: number;
}

/** What each service behind a target group keeps at worst when the fullest zone is lost. */
function leftOfLostZone(group: TargetGroup, topology: Topology): Knowable<readonly Remainder[]> {
  return whenKnown([servicesBehind(group, topology)], (services) =>
    allKnown(
      services.map(
        (service): Knowable<Remainder> =>
          whenKnown(
            [service.desiredCount, service.autoscaling, placesOf(service, topology)],
            (desired, autoscaling, places) =>
              whenKnown([exactZoneCount(places)], (zones) =>
                leastRemainder(autoscaling ?? { minimum: desired, maximum: desired }, zones),
              ),
          ),
      ),
    ),
  );
}

/** The share is least just after a zone has got one task more, so one round of zones tells it. */
function leastRemainder(
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
  zones: number,
): Remainder {
  const round = Math.max(0, Math.min(zones, maximum - minimum));
  const shares = Array.from({ length: round + 1 }, (_, more) => {
    const tasks = Math.max(1, minimum + more);
    return (100 * survivorsOf(tasks, zones)) / tasks;
  });
  return { count: survivorsOf(minimum, zones), percentage: Math.min(...shares) };
}

export const timeoutIsShorter = rule({
  id: "HA-TG-04",
  title: "a health check times out before the next one",
  reason: "The load balancer refuses a timeout that is not shorter than the interval.",
  source: HEALTH_CHECKS,
  remedy: "lower timeout, or raise interval, in the health_check block",
  on: targetGroups,
  judge: ({ healthCheck: { timeoutSeconds, intervalSeconds } }) =>
    given([timeoutSeconds, intervalSeconds], (timeout, interval) =>
      holdsIf(timeout < interval, `timeout ${timeout} s, interval ${interval} s`),
    ),
});

/** A third of what Terraform's own defaults take at worst, which are 3 failures every 30 s. */
const DETECTION_LIMIT_SECONDS = 30;

export const detectionIsQuick = rule({
  id: "HA-TG-05",
  title: "a dead target is found within 30 seconds",
  reason:
    "Until as many checks have failed as unhealthy_threshold says, requests still go to the lost zone; a target that does not answer fails the last of them only after its timeout.",
  source: HEALTH_CHECKS,
  remedy: `lower interval, unhealthy_threshold or timeout until interval × unhealthy_threshold + timeout is at most ${DETECTION_LIMIT_SECONDS} s; 5 s, 2 and 2 s are the least`,
  on: targetGroups,
  judge: ({ healthCheck: { intervalSeconds, timeoutSeconds, unhealthyThreshold } }) =>
    given([intervalSeconds, timeoutSeconds, unhealthyThreshold], (interval, timeout, failures) => {
      const { bestMs, worstMs } = detectionBounds(
        {
          intervalMs: 1_000 * interval,
          timeoutMs: 1_000 * timeout,
          unhealthyThreshold: failures,
        },
        "blackhole",
      );
      return holdsIf(
        worstMs <= 1_000 * DETECTION_LIMIT_SECONDS,
        `${failures} failures every ${interval} s: found after ${bestMs / 1_000} to ${worstMs / 1_000} s`,
      );
    }),
});

export const pathIsExplicit = rule({
  id: "HA-TG-06",
  title: "the health check is on, at a path that was chosen",
  reason:
    "The default / may answer for a program that cannot serve, or redirect to a login and fail every target at once.",
  source: HEALTH_CHECKS,
  remedy: "set enabled = true and a path that answers without a login in the health_check block",
  on: targetGroups,
  judge: ({ healthCheck: { enabled, path } }) =>
    given([enabled, path], (on, chosen) => {
      if (!on) {
        return broken("off");
      }
      return chosen === undefined ? broken("no path, so /") : holds(chosen);
    }),
});

const DEREGISTRATION_LIMIT_SECONDS = 60;

export const deregistrationIsQuick = rule({
  id: "HA-TG-07",
  title: "a target is deregistered within 60 seconds",
  reason:
    "The default of 300 s holds up every replacement, and the move back when the zone returns.",
  source: `${ATTRIBUTES}#deregistration-delay`,
  remedy: `set deregistration_delay to at most ${DEREGISTRATION_LIMIT_SECONDS}`,
  on: targetGroups,
  judge: ({ deregistrationDelaySeconds }) =>
    given([deregistrationDelaySeconds], (seconds) =>
      holdsIf(seconds <= DEREGISTRATION_LIMIT_SECONDS, `${seconds} s`),
    ),
});
