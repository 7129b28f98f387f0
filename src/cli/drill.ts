import { Drill } from "../drill/drill";
import { DrillError } from "../drill/drill-error";
import { JOURNAL_FOLDER, Journal } from "../drill/fault/journal";
import { refusals } from "../drill/preflight/outlook";
import type { Preflight } from "../drill/preflight/preflight";
import { predictionFor } from "../drill/report/comparison";
import { exitCodeOf, reportOf } from "../drill/report/report";
import { thresholdsFor } from "../drill/report/verdict";
import { LiveView } from "../drill/view/terminal";
import { agreed } from "./agreement";
import { colorsFor } from "./colors";
import { describePreflight } from "./describe-preflight";
import { type Outcome, type Outputs, publish, refuseUnwritableOutputs } from "./drill-publish";
import { restoreJournal } from "./drill-restore";
import { inSession, lookAhead, type PreflightCommandOptions, type Session } from "./drill-session";
import { releaseStuck } from "./drill-unstick";
import { preflightJson } from "./preflight";
import { inProject } from "./project";
import { printResult } from "./result";
import { widthOf } from "./wrap";
import { WrongUsage } from "./wrong-usage";

export interface DrillCommandOptions extends Omit<PreflightCommandOptions, "env">, Outputs {
  readonly env?: string;
  readonly rate: number;
  /** Milliseconds, as all durations here. */
  readonly for: number;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly unstick?: boolean;
  readonly restore?: string;
  /** Percent. */
  readonly maxFailedBefore?: number;
  readonly maxErrorWindow?: number;
  readonly maxRecovery?: number;
}

/** `ha drill`: takes a zone away, measures what clients see, gives it back, and judges. */
export async function runDrill(options: DrillCommandOptions): Promise<void> {
  if (options.restore !== undefined) {
    await restoreJournal(options.restore, options.json ?? false);
    return;
  }
  const { env } = options;
  if (env === undefined) {
    throw new WrongUsage("which environment? give --env, such as --env demo");
  }
  refuseUnwritableOutputs(options);
  await inSession({ ...options, env }, async (session) => {
    if (options.unstick && options.fault === undefined) {
      await releaseStuck(session, options);
      return;
    }
    const before = await lookAhead(session, { ...options, env });
    const { environment, scope } = session;
    const about = { environment: environment.name, region: scope.region };
    const look = { width: widthOf(process.stderr), colors: colorsFor(process.stderr) };
    console.error(describePreflight(before, about, look));
    const refused = refusals(before.checks);
    if (refused.length > 0) {
      throw new DrillError(
        `nothing was touched: ${refused.map(({ title }) => title).join(", ")} ${refused.length === 1 ? "does" : "do"} not hold`,
      );
    }
    if (options.dryRun) {
      console.error("\na dry run: nothing was touched");
      if (options.json) {
        printResult(preflightJson(before, about));
      }
      return;
    }
    await agreed(options.yes ?? false, `take ${before.plan.zone} away from ${environment.name}`);
    const outcome = await drilled(session, before, options);
    process.exitCode = exitCodeOf(outcome.report);
    publish(outcome, options);
  });
}

async function drilled(
  session: Session,
  before: Preflight,
  options: DrillCommandOptions,
): Promise<Outcome> {
  const { environment, scope, clients, account, observer, stopwatch, drill } = session;
  const startedAt = new Date().toISOString();
  const { fault, zone } = before.plan;
  const journal = Journal.create(Journal.pathOf(drill, inProject(JOURNAL_FOLDER)), {
    version: 1,
    drill,
    environment: environment.name,
    account: before.accountId,
    region: scope.region,
    fault,
    zone,
    startedAt,
  });
  console.error(`\njournal: ${journal.path}\n`);
  const listener = new LiveView(process.stderr, stopwatch, {
    environment: environment.name,
    fault,
    zone,
    first: before.observation,
  });
  const interruption = interruptible(journal, listener);
  try {
    const result = await new Drill(
      { clients, account, observer, stopwatch, journal, listener },
      scope,
      before,
      {
        rate: options.rate,
        forMs: options.for,
        insecure: options.insecure ?? false,
        unstick: options.unstick ?? false,
        maxFailedBefore: (options.maxFailedBefore ?? 0) / 100,
      },
    ).run(interruption.signal);
    const { record } = result;
    const prediction = predictionFor(before.topology, record);
    const report = reportOf(before, result, prediction, {
      environment: environment.name,
      region: scope.region,
      startedAt,
      speed: stopwatch.speed,
      thresholds: thresholdsFor(fault, options),
      journal: journal.path,
    });
    return { report, record, prediction };
  } finally {
    interruption.end();
    listener.close();
    journal.close();
  }
}

/** A launcher such as npx passes a signal on that its child has from the terminal already. */
const SAME_SIGNAL_MS = 2_000;

/**
 * The first signal ends the drill in good order; a later one ends the program. A terminal that has
 * gone away is no reason to leave a zone without its restoration.
 */
function interruptible(
  journal: Journal,
  view: LiveView,
): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  let firstAtMs: number | undefined;
  const interrupt = () => {
    firstAtMs ??= Date.now();
    if (!controller.signal.aborted) {
      controller.abort();
      view.announce("interrupted: restoring; once more to leave everything as it is now");
    } else if (Date.now() - firstAtMs > SAME_SIGNAL_MS) {
      console.error(
        `forced: the zone may still be lost; undo it with \`npx ha drill --restore ${journal.path}\``,
      );
      process.exit(130);
    }
  };
  const ignore = () => undefined;
  const streams = [process.stdout, process.stderr];
  for (const stream of streams) {
    stream.on("error", ignore);
  }
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) {
    process.on(signal, interrupt);
  }
  return {
    signal: controller.signal,
    end: () => {
      for (const signal of signals) {
        process.off(signal, interrupt);
      }
    },
  };
}
