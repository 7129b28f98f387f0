import { redactorOf } from "../redaction/publisher";
import type { Redactor } from "../redaction/redactor";
import type { Waiver } from "../rules/waiver";
import { changesOf, countsOf } from "./changes/changes";
import { judgeConfiguration } from "./configuration/configuration";
import type { Home } from "./configuration/home";
import { driftOf } from "./drift/drift";
import type { Resilience, Review, StackReview } from "./model";
import type { PlanFile } from "./plan/plan-file";
import type { Plan } from "./plan/plan-schema";
import { programOf } from "./plan/program";
import { providersOf } from "./plan/providers";
import { readPlan } from "./plan/read-plan";
import type { Base } from "./resilience/base";
import { resilienceOf } from "./resilience/resilience";
import { concernsOf, gravestFirst } from "./risks/concerns";
import { causesOf, unjudgedBecause, verdictOf } from "./verdict";

export interface ReviewInput {
  readonly plans: readonly PlanFile[];
  /** Left out: what there is before, as the plans' own state has it. */
  readonly base?: Base;
  readonly commit?: string;
  readonly environment?: string;
  readonly waivers: readonly Waiver[];
  /** Where the environment is deployed; left out, plans are compared with themselves alone. */
  readonly home?: Home;
}

/**
 * Says what plans do, what they risk, and whether the services would still survive the loss of a
 * zone. The same input gives the same review.
 *
 * @throws Unreviewable where a plan is not whole, or of another format
 */
export function review(input: ReviewInput): Review {
  const { plans, base, commit, environment, waivers, home } = input;
  const read = plans.map((file) => ({ file, plan: readPlan(file.document, file.name) }));
  const redactor = redactorOf([
    ...plans.map(({ document }) => document),
    ...(base?.documents ?? []),
  ]);
  const stacks = read.map(({ file, plan }) => reviewStack(file, plan, redactor));
  const resilience = read.flatMap(({ file: { name, document }, plan }) => {
    const answer = resilienceOf({ name, document, today: dayOf(plan) }, base, waivers, redactor);
    return answer ? [answer] : [];
  });
  const configured = read.map((each) => judgeConfiguration(each, base, home, redactor));
  const concerns = gravestFirst([
    ...read.flatMap(({ file, plan }) =>
      concernsOf(plan, file.document, redactor.publish(file.name), redactor),
    ),
    ...configured.flatMap((each) => each.concerns),
  ]);
  const causes = causesOf({ stacks, resilience, concerns });
  return {
    verdict: verdictOf(causes),
    reason: causes[0],
    furtherCauses: Math.max(0, causes.length - 1),
    environment: environment === undefined ? undefined : redactor.publish(environment),
    commit: commit === undefined ? undefined : redactor.publish(commit),
    stacks,
    resilience,
    concerns,
    drift: read.flatMap(({ file, plan }) => driftOf(plan, redactor.publish(file.name), redactor)),
    notes: [
      ...[unjudgedBecause(resilience)].flatMap((why) => (why ? [redactor.publish(why)] : [])),
      ...staleWaivers(resilience).map((waiver) =>
        redactor.publish(`the waiver of ${waiver} covers nothing: remove it`),
      ),
      ...(read.every(({ plan }) => plan.complete) ? [] : [redactor.publish(MAY_BE_PARTIAL)]),
      ...new Set(configured.flatMap((each) => each.notes)),
    ],
  };
}

function reviewStack(file: PlanFile, plan: Plan, redactor: Redactor): StackReview {
  const changes = changesOf(plan, redactor);
  return {
    name: redactor.publish(file.name),
    planSha256: file.sha256,
    program: programOf(plan),
    terraformVersion: redactor.publish(plan.terraform_version),
    providers: providersOf(plan, file.lockedProviders, redactor),
    counts: countsOf(changes),
    changes,
    outputs: Object.entries(plan.output_changes)
      .filter(([, { actions }]) => actions.join() !== "no-op")
      .map(([name]) => redactor.publish(name))
      .sort(),
  };
}

/** A plan says when it was made; the day of the review would make two reviews of it differ. */
function dayOf({ timestamp }: Plan): string {
  return (timestamp ?? new Date().toISOString()).slice(0, 10);
}

const MAY_BE_PARTIAL =
  "the program that planned does not say whether a plan is complete: make sure that it ran without -target and -exclude";

/** What one stack has no need of may be another's. */
function staleWaivers([first, ...others]: readonly Resilience[]): readonly string[] {
  return (first?.staleWaivers ?? []).filter((waiver) =>
    others.every((other) => other.staleWaivers.includes(waiver)),
  );
}
