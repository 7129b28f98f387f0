import { randomBytes } from "node:crypto";
import { DrillError, explained } from "../drill/drill-error";
import { LONGEST_FAULT_MS, longestNeed } from "../drill/durations";
import { type EnvironmentScope, scopeOf } from "../drill/environment-scope";
import { AwsAccount } from "../drill/fault/aws-account";
import { JOURNAL_FOLDER, unfinishedJournals } from "../drill/fault/journal";
import type { Fault } from "../drill/fault/plan-fault";
import { type Preflight, preflight } from "../drill/preflight/preflight";
import { speedOf } from "../drill/speed";
import { Observer } from "../drill/state/observer";
import { Stopwatch } from "../drill/stopwatch";
import type { Environment } from "../settings";
import { type AwsClients, closeClients, createClients } from "../topology/live/clients";
import { chooseEnvironment } from "./choose-environment";
import { reportFailure } from "./failure";
import { inProject } from "./project";

export interface PreflightCommandOptions {
  readonly env: string;
  readonly fault?: Fault;
  readonly zone?: string;
  readonly url?: URL;
  readonly trustUrl?: boolean;
  readonly insecure?: boolean;
  /** How long the fault of a drill lasts at the most, in milliseconds. */
  readonly for?: number;
  readonly speed?: number;
  readonly json?: boolean;
}

/** What the commands on one environment of a live account share. */
export interface Session {
  readonly environment: Environment;
  readonly scope: EnvironmentScope;
  readonly clients: AwsClients;
  readonly account: AwsAccount;
  readonly stopwatch: Stopwatch;
  readonly observer: Observer;
  /** Of the drill to come. */
  readonly drill: string;
}

/** Runs a command; what stops it is said in one line, with its exit code. */
export async function inSession(
  options: Pick<PreflightCommandOptions, "env" | "speed">,
  run: (session: Session) => Promise<void>,
): Promise<void> {
  const environment = await chooseEnvironment(options.env);
  const scope = scopeOf(environment);
  const clients = createClients(scope.region);
  try {
    const accessKey = () => clients.sts.config.credentials();
    const speed = options.speed ?? (await speedOf(process.env["AWS_ENDPOINT_URL"], accessKey));
    const stopwatch = new Stopwatch(speed);
    await run({
      environment,
      scope,
      clients,
      account: new AwsAccount(clients),
      stopwatch,
      observer: new Observer(clients, scope, stopwatch),
      drill: newDrillId(),
    });
  } catch (error) {
    sayFailure(error);
  } finally {
    closeClients(clients);
  }
}

export function sayFailure(error: unknown): void {
  reportFailure(explained(error));
}

/** @throws DrillError where an earlier drill has left something to be undone */
export function refuseUnfinishedDrill({ name }: Environment): void {
  const [unfinished] = unfinishedJournals(name, inProject(JOURNAL_FOLDER));
  if (unfinished) {
    throw new DrillError(
      `a drill of ${name} was cut off: undo it with \`npx ha drill --restore ${unfinished}\``,
    );
  }
}

export async function lookAhead(
  { environment, scope, clients, account, observer, stopwatch, drill }: Session,
  {
    fault = "instance",
    zone,
    url,
    trustUrl = false,
    insecure = false,
    for: forMs = LONGEST_FAULT_MS,
  }: PreflightCommandOptions,
): Promise<Preflight> {
  refuseUnfinishedDrill(environment);
  const { waivers } = environment;
  return preflight(clients, account, observer, scope, {
    drill,
    fault,
    zone,
    url,
    trustUrl,
    insecure,
    need: longestNeed(forMs, stopwatch.speed),
    waivers,
  });
}

/** Sorts by time, and no two are alike. */
function newDrillId(): string {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  return `${time}-${randomBytes(2).toString("hex")}`;
}
