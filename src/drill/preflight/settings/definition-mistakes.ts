import type { TaskDefinition } from "@aws-sdk/client-ecs";
import type { Service } from "../../../settings";
import { isUnknown } from "../../../topology/knowable";
import { taskOf } from "../../../topology/live/services";
import type { Check } from "../check";
import { mistaken, unclear } from "./answer";

/**
 * What the settings of a service say otherwise than its task definition; the plan says the same.
 *
 * @param name of the revision, such as `taskmanager-backend:3`
 */
export function definitionMistakes(
  service: Service,
  index: number,
  definition: TaskDefinition,
  name: string,
): readonly Check[] {
  const at = (...rest: string[]) => ["services", index, ...rest];
  const { requiresCompatibilities = [] } = definition;
  const mode = taskOf(definition).networkMode;
  const wanted = service.awsvpc ? "awsvpc" : "bridge";
  return [
    ...(requiresCompatibilities.length > 0 && !requiresCompatibilities.includes("EC2")
      ? [
          mistaken(
            at("taskDefinition"),
            `"${name}" is for ${requiresCompatibilities.join(", ")} only, not EC2: register a revision with requiresCompatibilities EC2`,
          ),
        ]
      : []),
    ...(mode === wanted
      ? []
      : [
          mistaken(
            at("awsvpc"),
            `"${name}" has network mode "${mode}", but the settings want "${wanted}": ${service.awsvpc ? "leave `awsvpc` out" : "give the service `awsvpc` settings"}, or register another revision`,
          ),
        ]),
    ...portMistakes(service, at, definition, name),
    ...demandMistakes(service, at, definition, name),
  ];
}

type At = (...rest: string[]) => (string | number)[];

function portMistakes(
  { containerName, containerPort, hostPort, awsvpc }: Service,
  at: At,
  { containerDefinitions = [] }: TaskDefinition,
  name: string,
): readonly Check[] {
  const container = containerDefinitions.find((each) => each.name === containerName);
  if (!container) {
    const names = containerDefinitions.map((each) => `"${each.name}"`).join(", ");
    return [
      mistaken(
        at("containerName"),
        `"${containerName}" is no container of "${name}", which has ${names}: correct it`,
      ),
    ];
  }
  const mapped = container.portMappings ?? [];
  const mappings = mapped.filter((each) => each.containerPort === containerPort);
  if (mappings.length === 0) {
    const ports = mapped.flatMap((each) => each.containerPort ?? []).join(", ");
    return [
      mistaken(
        at("containerPort"),
        `${containerPort} is not mapped by container "${containerName}" of "${name}", which maps ${ports || "no port"}: correct it, or register a revision that maps it`,
      ),
    ];
  }
  const others = mappings.map((each) => each.hostPort ?? 0).filter((port) => port !== hostPort);
  // In awsvpc mode the host port is the container's own.
  return awsvpc || others.length === 0
    ? []
    : [
        mistaken(
          at("hostPort"),
          `${hostPort} is not the host port that "${name}" maps, ${others.join(", ")}: correct one of the two`,
        ),
      ];
}

/** The capacity is computed with what the settings say; more would find no room. */
function demandMistakes(
  service: Service,
  at: At,
  definition: TaskDefinition,
  name: string,
): readonly Check[] {
  const { memoryMiB, cpuUnits } = taskOf(definition);
  return (
    [
      ["memoryMiB", "MiB of memory", memoryMiB],
      ["cpuUnits", "CPU units", cpuUnits],
    ] as const
  ).flatMap(([setting, unit, reserved]) => {
    if (isUnknown(reserved) || !Number.isFinite(reserved)) {
      const why = isUnknown(reserved) ? reserved.unknown : `"${reserved}" is no number`;
      const remedy = "register a revision whose containers do";
      // ECS registers no such revision for EC2.
      return [unclear(at(setting), `"${name}" does not say its ${unit}, as ${why}: ${remedy}`)];
    }
    return reserved > service[setting]
      ? [
          mistaken(
            at(setting),
            `${service[setting]} is less than the ${reserved} ${unit} that "${name}" reserves: give at least ${reserved}`,
          ),
        ]
      : [];
  });
}
