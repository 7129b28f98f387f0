import { writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { inspect } from "node:util";
import { buildApp } from "../app";
import { rules } from "../rules";
import { prove } from "../rules/proof";
import { type Environment, SettingsError } from "../settings";
import { isPrediction, predict } from "../simulation/predict";
import { type Deployment, readDeployments } from "../topology/deployments";
import { CannotWrite } from "./cannot-write";
import { chooseEnvironment } from "./choose-environment";
import { colorsFor } from "./colors";
import { describeEnvironment } from "./describe-environment";
import { describeCounts } from "./describe-proof";
import { reportFailure } from "./failure";
import { predictionPage } from "./simulation/prediction-page";
import { predictionSummary } from "./simulation/prediction-summary";
import { endWithItsReader } from "./standard-output";
import { WrongUsage } from "./wrong-usage";

const colors = colorsFor(process.stdout);
const ROOT = resolve(__dirname, "../..");

/** `npm start [-- <environment>]`: synthesizes one environment, and says what was made and is worth. */
async function start(name = "demo"): Promise<void> {
  const environment = await chooseEnvironment(name);
  const app = buildApp([environment], resolve(ROOT, "cdktf.out"));
  app.synth();
  const outdir = relative(process.cwd(), app.outdir);
  console.log(describeEnvironment(environment, outdir, colors.bold));
  for (const deployment of readDeployments(outdir)) {
    console.log(`\n${colors.bold("The rules, each with its reason: npx ha check")}`);
    console.log(judged(deployment, environment));
    console.log(`\n${colors.bold("What clients would see")}`);
    console.log(predicted(deployment, outdir));
  }
}

function judged({ topology }: Deployment, { waivers }: Environment): string {
  const proof = prove(topology, { rules, waivers, today: new Date().toISOString().slice(0, 10) });
  return describeCounts(proof, { width: 80, colors });
}

function predicted({ name, topology }: Deployment, outdir: string): string {
  const answer = predict(topology);
  if (!isPrediction(answer)) {
    return predictionSummary(answer);
  }
  const report = join(outdir, `${name}.html`);
  writeFileSync(report, predictionPage([{ name, answer, comparisons: new Map() }]));
  return `${predictionSummary(answer)}\n  ${report}`;
}

endWithItsReader();
start(process.argv[2]).catch((error: unknown) => {
  const isPlain = [SettingsError, WrongUsage].some((kind) => error instanceof kind);
  reportFailure(isPlain || CannotWrite.recognize(error) ? error : inspect(error));
});
