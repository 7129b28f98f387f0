import { readFileSync } from "node:fs";
import { join } from "node:path";
import { survivorsOf } from "../capacity/static-stability";
import type { Environment } from "../settings";

/**
 * What a synthesized environment holds, and what to run next.
 *
 * @param outdir where the app was synthesized to, seen from the working directory
 */
export function describeEnvironment(
  environment: Environment,
  outdir: string,
  heading: (text: string) => string,
): string {
  const stacks = stacksOf(environment);
  const [existingZone, ...newZones] = zonesOf(environment);
  const { minimumSize, maximumSize, instanceTypes } = environment.capacity;
  const tasks = environment.services.reduce((sum, service) => sum + service.desiredCount, 0);
  const left = survivorsOf(minimumSize, environment.zoneCount);
  return [
    heading(`Synthesized ${environment.name} (${environment.region})`),
    "",
    ...stacks.flatMap((stack) => {
      const file = join(outdir, "stacks", stack, "cdk.tf.json");
      return [`  ${stack}: ${countResources(file)} resources`, `    ${file}`];
    }),
    "",
    heading("Zones"),
    `  1  ${existingZone}`,
    ...newZones.map((zone, index) => `  ${index + 2}  ${zone}`),
    "",
    heading("Capacity"),
    `  ${minimumSize} to ${maximumSize} instances (${instanceTypes.map((type) => type.name).join(", ")}) for ${tasks} tasks;`,
    `  when any one zone is lost, ${left} ${left === 1 ? "is" : "are"} left and ${left === 1 ? "holds" : "hold"} every task`,
    "",
    heading("Next"),
    "  npm test",
    "    checks it without an AWS account",
    ...nextDeploys(environment).flatMap(([command, purpose]) => [
      `  npx cdktf deploy ${command}`,
      `    ${purpose}`,
    ]),
    "",
    "  A deploy needs Terraform, AWS credentials, and costs money: see docs/costs.md.",
  ].join("\n");
}

function stacksOf(environment: Environment): string[] {
  return [
    ...(environment.state.kind === "s3" ? ["state"] : []),
    ...(environment.ci ? ["ci"] : []),
    ...(environment.foundation ? ["foundation"] : []),
    "ha",
  ].map((part) => `${environment.name}-${part}`);
}

function nextDeploys({
  name,
  state,
  foundation,
  ci,
}: Environment): [command: string, purpose: string][] {
  return [
    ...(state.kind === "s3"
      ? [[`${name}-state`, "creates the state bucket, once"] satisfies [string, string]]
      : []),
    ...(ci
      ? [[`${name}-ci`, "creates the roles of the GitHub workflows"] satisfies [string, string]]
      : []),
    foundation
      ? [
          `${name}-foundation ${name}-ha`,
          "creates what exists before, then makes it highly available",
        ]
      : [`${name}-ha`, "makes it highly available"],
  ];
}

function zonesOf({ foundation, newSubnets }: Environment): string[] {
  const place = (zone = "chosen at the first plan", block = "the first free block") =>
    `${zone}, ${block}`;
  return [
    foundation
      ? `${place(foundation.availabilityZone, foundation.subnetCidrBlock)} (existing subnet)`
      : "looked up at the plan (existing subnet)",
    ...newSubnets.map(
      ({ availabilityZone, cidrBlock }) => `${place(availabilityZone, cidrBlock)} (new subnet)`,
    ),
  ];
}

function countResources(file: string): number {
  const json = JSON.parse(readFileSync(file, "utf8")) as {
    resource?: Record<string, Record<string, unknown>>;
  };
  return Object.values(json.resource ?? {}).reduce(
    (sum, ofType) => sum + Object.keys(ofType).length,
    0,
  );
}
