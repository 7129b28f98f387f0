import type { Plan } from "../plan/plan-schema";
import type { Finding } from "./finding";
import { type ConfiguredResource, configuredResources } from "./resources";

/**
 * Programs that Terraform runs: with the credentials of whoever applies, on the machine that
 * applies, and without a trace in the changes that a plan lists.
 */
export function programsOf({ configuration, action_invocations: actions }: Plan): Finding[] {
  return [
    ...configuredResources(configuration).flatMap((resource) => [
      ...provisionersOf(resource),
      ...callsOf(resource),
    ]),
    ...actions
      .filter(({ address }) => /(^|\.)action\.local_command\./.test(address))
      .map(({ address }) => blocked(address, "an action that runs a program where Terraform runs")),
  ];
}

const PROVISIONERS: ReadonlyMap<string, string> = new Map([
  ["local-exec", "runs a program with the credentials of the apply"],
  ["remote-exec", "runs programs on another machine"],
  ["file", "copies files to another machine"],
]);

/**
 * A plan tells neither whether one runs when its resource is created or destroyed, nor whether its
 * resource is one that changes: it is there, and the next plan may run it.
 */
function provisionersOf({ address, provisioners, connects }: ConfiguredResource): Finding[] {
  const found = [...new Set(provisioners)].map((type) => {
    const does = PROVISIONERS.get(type) ?? "runs what this review does not know";
    const named = PROVISIONERS.has(type) ? ` (${type})` : "";
    return blocked(address, `a provisioner${named} ${does}`);
  });
  return connects && found.length === 0
    ? [blocked(address, "a connection lets a provisioner into another machine")]
    : found;
}

interface Call {
  readonly level: Finding["level"];
  readonly what: string;
}

const RUNS_PROGRAM: Call = {
  level: "blocked",
  what: "a data source that runs a program at every plan, and has run it for this one",
};

/** Data sources that do more than read what AWS tells of itself. */
const CALLS: ReadonlyMap<string, Call> = new Map<string, Call>([
  ["external", RUNS_PROGRAM],
  ["local_command", RUNS_PROGRAM],
  ["shell_script", RUNS_PROGRAM],
  // It has no access of its own to the machine, and a plan role that may only read cannot call it.
  [
    "aws_lambda_invocation",
    { level: "yes", what: "a data source that calls a function at every plan" },
  ],
  ["http", { level: "yes", what: "a data source that asks an address outside AWS at every plan" }],
]);

function callsOf({ address, mode, type }: ConfiguredResource): Finding[] {
  const call = mode === "managed" ? undefined : CALLS.get(type);
  return call ? [{ ...call, subject: address }] : [];
}

function blocked(subject: string, what: string): Finding {
  return { level: "blocked", subject, what };
}
