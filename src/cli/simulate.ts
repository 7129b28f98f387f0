import { Command, Option } from "commander";
import { EXIT } from "../exit-codes";
import { publisherOfData, publisherOfText } from "../redaction/publisher";
import { compareWith } from "../simulation/compare";
import { PEERS } from "../simulation/peers";
import {
  DEFAULT_OPTIONS,
  isPrediction,
  type NoPrediction,
  type Prediction,
  type PredictionOptions,
  predict,
  scenarioOf,
} from "../simulation/predict";
import { FAULT_KINDS } from "../simulation/scenario";
import { readDeployments } from "../topology/deployments";
import { colorsFor } from "./colors";
import { RUNS, SEED, SIMULATED_RATE } from "./numeric-options";
import { refuseUnwritable, writeOutput } from "./output-file";
import { inProject } from "./project";
import { printResult } from "./result";
import { type Answer, type Comparisons, isPredicted } from "./simulation/answer";
import { predictionJson } from "./simulation/prediction-json";
import { predictionChart, predictionPage } from "./simulation/prediction-page";
import { predictionText } from "./simulation/prediction-text";
import { WrongUsage } from "./wrong-usage";

export interface SimulateOptions extends Partial<PredictionOptions> {
  readonly compare?: boolean;
  readonly json?: boolean;
  readonly html?: string;
  readonly chart?: string;
}

/** `ha simulate`, with its options. */
export function simulateCommand(): Command {
  const { fault, rate, runs, seed } = DEFAULT_OPTIONS;
  return new Command("simulate")
    .description("predict what clients see when a zone is lost")
    .argument(
      "[path]",
      "cdk.tf.json, plan from terraform show -json, or folder (default: the project's cdktf.out)",
    )
    .addOption(
      new Option("--fault <kind>", "what happens to the zone").choices(FAULT_KINDS).default(fault),
    )
    .option("--zone <name>", "the zone that is lost (default: each in turn)")
    .option("--node-lost", "lose the load balancer's node in the zone too")
    .option("--no-launches", "assume that no instance can be launched")
    .option("--zonal-shift", "start a zonal shift")
    .option("--rate <number>", "requests a second", SIMULATED_RATE, rate)
    .option("--runs <number>", "number of runs", RUNS, runs)
    .option(
      "--seed <number>",
      "seed of the random numbers: the same seed gives the same figures",
      SEED,
      seed,
    )
    .option("--compare", "compare with the defaults of other ways to deploy")
    .option("--json", "output JSON")
    .option("--html <file>", "write a report with charts")
    .option("--chart <file>", "write a chart of the first zone's failed requests, as SVG")
    .action((path: string | undefined, options: SimulateOptions) => {
      for (const file of [options.html, options.chart]) {
        if (file !== undefined) {
          refuseUnwritable(file);
        }
      }
      const { output, files, exitCode } = simulate(
        path ?? inProject("cdktf.out"),
        options,
        progressOn(process.stderr),
      );
      printResult(output);
      for (const { name, text } of files) {
        writeOutput(name, text);
        console.error(`wrote ${name}`);
      }
      process.exitCode = exitCode;
    });
}

export interface Simulated {
  readonly output: string;
  /** To be written. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly exitCode: number;
}

/**
 * @throws WrongUsage for a zone that no deployment has
 * @throws Error in one plain line where there is nothing to simulate
 */
export function simulate(
  path: string,
  { compare, json, html, chart, ...chosen }: SimulateOptions,
  onProgress: (share: number) => void = () => {},
): Simulated {
  const publisherOf = json ? publisherOfData : publisherOfText;
  const answers = readDeployments(path).map(({ name, topology, documents }): Answer => {
    const publish = publisherOf(documents);
    const answer = predict(topology, { ...DEFAULT_OPTIONS, ...chosen }, onProgress, publish);
    const comparisons = compare ? compareAll(answer, onProgress) : new Map();
    return { name: publish(name), answer, comparisons };
  });
  onProgress(1);
  refuseUnknownZone(answers);
  const first = answers.find(isPredicted);
  return {
    output: json
      ? predictionJson(answers)
      : predictionText(answers, colorsFor(process.stdout).bold),
    files: [
      ...(html ? [{ name: html, text: predictionPage(answers) }] : []),
      ...(chart && first ? [{ name: chart, text: predictionChart(first) }] : []),
    ],
    exitCode: Math.max(...answers.map(exitCodeOf)),
  };
}

/** Rather a typing error than a reason to doubt the deployment. */
function refuseUnknownZone(answers: readonly Answer[]): void {
  const unknown = answers.map(({ answer }) => (isPrediction(answer) ? undefined : answer.noZone));
  if (unknown.every((reason) => reason !== undefined)) {
    throw new WrongUsage([...new Set(unknown)].join("; "));
  }
}

function exitCodeOf({ answer }: Answer): number {
  if (!isPrediction(answer)) {
    return EXIT.couldNotTell;
  }
  return answer.zones.every(({ shortcomings }) => shortcomings.length === 0)
    ? EXIT.holds
    : EXIT.doesNotHold;
}

/** With every peer, for every zone. */
function compareAll(
  answer: Prediction | NoPrediction,
  onProgress: (share: number) => void,
): Comparisons {
  if (!isPrediction(answer)) {
    return new Map();
  }
  const { deployment, options, zones } = answer;
  const total = zones.length * PEERS.length;
  return new Map(
    zones.map((own, zone) => {
      const scenario = scenarioOf(options, own.zone);
      const comparisons = PEERS.map((peer, index) =>
        compareWith(peer, deployment, scenario, options, own, (done) =>
          onProgress((zone * PEERS.length + index + done / options.runs) / total),
        ),
      );
      return [own.zone, comparisons];
    }),
  );
}

/** On a terminal only, one line that is written over and in the end wiped. */
function progressOn(stream: NodeJS.WriteStream): (share: number) => void {
  let shown = -1;
  return (share) => {
    const percent = Math.floor(share * 100);
    if (stream.isTTY && percent !== shown) {
      shown = percent;
      stream.write(percent === 100 ? "\r\u001b[K" : `\rsimulating ${percent} %`);
    }
  };
}
