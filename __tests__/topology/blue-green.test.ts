import { describe, expect, it } from "vitest";
import { rules } from "../../src/rules";
import { prove } from "../../src/rules/proof";
import { isPrediction, predict } from "../../src/simulation/predict";
import type { Topology } from "../../src/topology/model";
import { topologyOfSynthesized } from "../../src/topology/synthesized";
import { synthesize } from "../support/synth";

// biome-ignore lint/suspicious/noExplicitAny: a test reaches deep into JSON of any shape
type Json = any;

const GREEN_ARN =
  "arn:aws:elasticloadbalancing:eu-north-1:123456789012:targetgroup/green/0123456789abcdef";
const BACKEND = "service-backend_balanced_service";
const BLUE = "service-backend_targets_group";

/** The demo with a backend that is released to another target group. */
function released(edit: (resource: Json, service: Json) => void): Topology {
  const { foundation, ha } = synthesize();
  const json: Json = structuredClone(ha.json);
  edit(json.resource, json.resource.aws_ecs_service[BACKEND]);
  return topologyOfSynthesized([
    { name: "foundation", json: foundation.json },
    { name: "ha", json },
  ]);
}

function toGreen(alternate: string) {
  return (service: Json): void => {
    service.deployment_configuration = { strategy: "BLUE_GREEN" };
    service.load_balancer[0].advanced_configuration = {
      alternate_target_group_arn: alternate,
      production_listener_rule: "${aws_lb_listener_rule.listeners_backend.arn}",
      role_arn: "arn:aws:iam::123456789012:role/ecs",
    };
  };
}

const verdictOf = (topology: Topology) =>
  prove(topology, { rules, waivers: [], today: "2026-11-28" });

function reasonsOf(topology: Topology): string {
  const answer = predict(topology, { ...OPTIONS });
  return isPrediction(answer) ? "predicted" : answer.reasons.join("\n");
}

const OPTIONS = {
  fault: "stop",
  nodeLost: false,
  launches: true,
  zonalShift: false,
  rate: 10,
  runs: 2,
  seed: 1,
  horizonMs: 600_000,
} as const;

const withGreen = (edit: (group: Json) => void) =>
  released((resource, service) => {
    resource.aws_lb_target_group.green = structuredClone(resource.aws_lb_target_group[BLUE]);
    edit(resource.aws_lb_target_group.green);
    toGreen("${aws_lb_target_group.green.arn}")(service);
  });

describe("a service that is released from one target group to another", () => {
  it("is in doubt where nothing is known of the other one", () => {
    const topology = released((_, service) => toGreen(GREEN_ARN)(service));
    const { verdict, rules: judged } = verdictOf(topology);
    expect(verdict).toBe("unknown");
    const doubted = judged
      .flatMap(({ findings }) => findings)
      .filter(({ subject, standing }) => subject === GREEN_ARN && standing === "unknown");
    expect(doubted.length).toBeGreaterThan(3);
    expect(reasonsOf(topology)).toContain(GREEN_ARN);
  });

  it("is predicted where both are set up alike, whichever the listener forwards to", () => {
    expect(reasonsOf(withGreen(() => {}))).toBe("predicted");
    const turned = released((resource, service) => {
      resource.aws_lb_target_group.green = structuredClone(resource.aws_lb_target_group[BLUE]);
      toGreen("${aws_lb_target_group.green.arn}")(service);
      resource.aws_lb_listener_rule.listeners_backend.action[0].target_group_arn =
        "${aws_lb_target_group.green.arn}";
    });
    expect(reasonsOf(turned)).toBe("predicted");
    // The demo's alarms watch the blue one alone, which HA-OPS-01 says.
    const standings = ({ rules: judged }: ReturnType<typeof verdictOf>) =>
      judged
        .filter(({ rule }) => rule.id !== "HA-OPS-01")
        .map(({ rule, standing }) => [rule.id, standing]);
    expect(standings(verdictOf(turned))).toEqual(standings(verdictOf(withGreen(() => {}))));
  });

  it("is not predicted by one of them where they differ, and the weaker one is judged", () => {
    const weak = withGreen((group) => {
      group.health_check.interval = 300;
    });
    expect(verdictOf(weak).verdict).toBe("broken");
    expect(reasonsOf(weak)).toContain("aws_lb_target_group.green takes over from");
  });

  it("needs room for both sets of tasks, whatever its maximum says", () => {
    const { services } = released((_, service) => {
      toGreen(GREEN_ARN)(service);
      service.deployment_maximum_percent = 100;
    });
    expect(services.map(({ maximumPercent }) => maximumPercent)).toEqual([200, 200]);
  });
});

describe("a service that CodeDeploy releases", () => {
  const codeDeploy = (groups: readonly string[] | undefined) =>
    released((resource, service) => {
      service.deployment_controller = { type: "CODE_DEPLOY" };
      resource.aws_lb_target_group.green = structuredClone(resource.aws_lb_target_group[BLUE]);
      resource.aws_codedeploy_deployment_group = groups && {
        web: {
          ecs_service: { service_name: `\${aws_ecs_service.${BACKEND}.name}` },
          load_balancer_info: {
            target_group_pair_info: { target_group: groups.map((name) => ({ name })) },
          },
        },
      };
    });

  it("has the second target group of its deployment group", () => {
    const { services } = codeDeploy([
      `\${aws_lb_target_group.${BLUE}.name}`,
      "${aws_lb_target_group.green.name}",
    ]);
    const backend = services.find(({ address }) => address.endsWith(BACKEND));
    expect(
      backend?.attachments.map(({ targetGroup, alternate }) => [targetGroup, alternate]),
    ).toEqual([
      [`aws_lb_target_group.${BLUE}`, undefined],
      ["aws_lb_target_group.green", true],
    ]);
  });

  it("is in doubt without one", () => {
    expect(verdictOf(codeDeploy(undefined)).verdict).toBe("unknown");
    expect(reasonsOf(codeDeploy(undefined))).toContain("CodeDeploy");
  });
});
