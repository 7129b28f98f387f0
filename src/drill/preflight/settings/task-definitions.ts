import {
  DescribeTaskDefinitionCommand,
  type ECSClient,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import type { Service } from "../../../settings";
import type { Check } from "../check";
import { isCheck, judged, lookedUp, missing, mistaken, type Place } from "./answer";
import { definitionMistakes } from "./definition-mistakes";

/** The task definitions that exist; those with an image are created. */
export async function lookUpTaskDefinitions(
  ecs: ECSClient,
  services: readonly Service[],
  place: Place,
): Promise<readonly Check[]> {
  const checks = services.map((service, index) => lookUpOne(ecs, service, index, place));
  return (await Promise.all(checks)).flat();
}

async function lookUpOne(
  ecs: ECSClient,
  service: Service,
  index: number,
  place: Place,
): Promise<readonly Check[]> {
  if (!("family" in service.taskDefinition)) {
    return [];
  }
  const { family, revision } = service.taskDefinition;
  const name = revision === undefined ? family : `${family}:${revision}`;
  const setting = revision === undefined ? "family" : "revision";
  const path = ["services", index, "taskDefinition", setting];
  const found = await lookedUp(path, "the task definition", () => describe(ecs, name));
  if (isCheck(found)) {
    return [found];
  }
  const { definition } = found;
  if (definition === undefined) {
    return [missing(path, name, creatorOf(revision, place), remedyFor(revision))];
  }
  if (definition.status !== "ACTIVE") {
    return [
      mistaken(path, `"${name}" is ${definition.status}, not ACTIVE: ${remedyFor(revision)}`),
    ];
  }
  const exact = `${definition.family ?? family}:${definition.revision}`;
  return judged(
    path,
    definitionMistakes(service, index, definition, exact),
    `"${exact}" is ACTIVE and fits the service`,
  );
}

/** The foundation registers the first revision, and no other. */
function creatorOf(revision: number | undefined, place: Place): Place {
  return (revision ?? 1) === 1 ? place : { ...place, foundation: undefined };
}

function remedyFor(revision: number | undefined): string {
  return revision === undefined
    ? "register it, or give another family"
    : "give another revision, or leave it out for the latest active one";
}

/** ECS has one error for all that a caller does wrong; of these, one says that there is none. */
async function describe(
  ecs: ECSClient,
  taskDefinition: string,
): Promise<{ readonly definition: TaskDefinition | undefined }> {
  try {
    const answer = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
    return { definition: answer.taskDefinition };
  } catch (error) {
    const { name, message } = error as Error;
    if (name === "ClientException" && /unable to describe task definition/i.test(message)) {
      return { definition: undefined };
    }
    throw error;
  }
}
