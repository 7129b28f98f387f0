import demo from "../../environments/demo";
import type { Environment } from "../../src/settings";
import { formatMistake } from "../../src/settings/mistake";
import { parseEnvironment } from "../../src/settings/parse";
import type { EnvironmentInput } from "../../src/settings/schema";

type ServiceInput = EnvironmentInput["services"][number];

export const frontend = demo.services[0] as ServiceInput;
export const backend = demo.services[1] as ServiceInput;

/** The settings of the demo environment with some parts replaced, as a person would write them. */
export function written(changes: Partial<EnvironmentInput> = {}): EnvironmentInput {
  return { ...demo, ...changes };
}

/** The same, checked and complete. */
export function environment(changes: Partial<EnvironmentInput> = {}): Environment {
  const result = parseEnvironment(written(changes));
  if (!result.ok) {
    throw new Error(result.mistakes.map(formatMistake).join("\n"));
  }
  return result.environment;
}

/** What is wrong with the settings, one line each. */
export function mistakesIn(settings: unknown): string[] {
  const result = parseEnvironment(settings);
  return result.ok ? [] : result.mistakes.map(formatMistake);
}

/** A service with a task definition of the project's own. */
export const ownTaskDefinition = {
  image: "registry.example.com/taskmanager/backend:1.4.2",
};
