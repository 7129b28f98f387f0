import type { Public, Redactor } from "../../redaction/redactor";
import type { Concern } from "../model";
import type { PlanFile } from "../plan/plan-file";
import type { Plan } from "../plan/plan-schema";
import type { Base } from "../resilience/base";
import { strayAccounts } from "./accounts";
import { strayBackend } from "./backend";
import type { Finding } from "./finding";
import { foreignProviders } from "./foreign-providers";
import type { Home } from "./home";
import { programsOf } from "./programs";
import { providerBlocks } from "./provider-blocks";
import { providerSettings } from "./provider-settings";
import { strayRegions } from "./regions";
import { settledInBase } from "./settled-in-base";

export interface JudgedConfiguration {
  readonly concerns: readonly Concern[];
  /** What could not be compared, and what was assumed. */
  readonly notes: readonly Public[];
}

/**
 * What a plan's configuration does besides its changes: programs that it runs, and where its
 * providers and its state lead.
 */
export function judgeConfiguration(
  { file, plan }: { readonly file: PlanFile; readonly plan: Plan },
  base: Base | undefined,
  home: Home | undefined,
  redactor: Redactor,
): JudgedConfiguration {
  const blocks = providerBlocks(file.document);
  const assumptions: string[] = [];
  const settled = settledInBase(blocks, base?.documents ?? []);
  const findings = [
    ...programsOf(plan),
    ...foreignProviders(plan, file.lockedProviders, home !== undefined),
    ...[
      ...providerSettings(blocks, home),
      ...strayRegions(plan, blocks, home, (assumption) => assumptions.push(assumption)),
      ...strayAccounts(plan, file.document, blocks, home),
    ].filter(({ level, subject }) => level === "blocked" || !settled.has(subject)),
    ...(home && file.backend ? strayBackend(file.name, file.backend, home) : []),
  ];
  const stack = redactor.publish(file.name);
  return {
    concerns: findings.map((finding) => concernOf(finding, stack, redactor)),
    notes: [...assumptions, ...notCompared(plan, file, home)].map((note) => redactor.publish(note)),
  };
}

function concernOf(
  { level, subject, what, details = [] }: Finding,
  stack: Public,
  redactor: Redactor,
): Concern {
  return {
    level,
    stack,
    subject: redactor.publish(subject),
    what,
    attributes: details.map(({ name, value }) => ({
      name: redactor.publish(name),
      after: value === undefined ? undefined : redactor.publish(value),
    })),
    replacePaths: [],
  };
}

/** What the verdict says nothing of, because a plan does not tell it. */
function notCompared(plan: Plan, file: PlanFile, home: Home | undefined): string[] {
  const names = Object.values(plan.configuration.provider_config).map(({ name }) => name);
  const deployed = names.some((name) => name !== "terraform");
  if (!deployed) {
    return [];
  }
  return [
    ...(file.lockedProviders.size === 0
      ? ["providers are not compared with a lock file: no .terraform.lock.hcl lies beside the plan"]
      : []),
    ...(home ? notComparedWith(home, file) : [NO_ENVIRONMENT]),
  ];
}

const NO_ENVIRONMENT =
  "region, account and backend are not compared with those of an environment: give --env to compare them";

function notComparedWith({ accountId }: Home, { name, backend }: PlanFile): string[] {
  return [
    ...(accountId === undefined
      ? ["the account is not compared: the environment has no accountId"]
      : []),
    ...(backend === undefined
      ? [
          `the backend of ${name} is not compared: a plan does not tell it, and its stack is not initialized beside the plan or in cdktf.out/stacks`,
        ]
      : []),
  ];
}
