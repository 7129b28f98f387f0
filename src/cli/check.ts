import { Command } from "commander";
import { EXIT } from "../exit-codes";
import { publisherOfData, publisherOfText } from "../redaction/publisher";
import { rules } from "../rules";
import { type Proof, prove } from "../rules/proof";
import type { Rule } from "../rules/rule";
import { mistakeInRuleId } from "../rules/rule-ids";
import { type Deployment, readDeployments } from "../topology/deployments";
import { chooseEnvironment } from "./choose-environment";
import { colorsFor } from "./colors";
import { describeProof } from "./describe-proof";
import { inProject } from "./project";
import { type JudgedDeployment, jsonOf } from "./proof-json";
import { publishedProof } from "./published-proof";
import { printResult } from "./result";
import { widthOf } from "./wrap";
import { WrongUsage } from "./wrong-usage";

export interface CheckOptions {
  readonly json?: boolean;
  readonly rule?: readonly string[];
  readonly env?: string;
}

const EXIT_CODES: Readonly<Record<Proof["verdict"], number>> = {
  holds: EXIT.holds,
  unknown: EXIT.couldNotTell,
  broken: EXIT.doesNotHold,
};

/** `ha check`: prints what the rules say of Terraform JSON; the verdict is in the exit code. */
export function checkCommand(): Command {
  return new Command("check")
    .description("check Terraform JSON by the rules of zone loss")
    .argument(
      "[path]",
      "cdk.tf.json, plan from terraform show -json, or folder (default: the project's cdktf.out)",
    )
    .option("--json", "output JSON")
    .option("--rule <id>", "check this rule only; can be repeated", addTo)
    .option(
      "--env <name>",
      "check the stacks of this environment only, with its waivers from environments/",
    )
    .action(async (path: string | undefined, options: CheckOptions) => {
      const { output, exitCode } = await judge(path ?? inProject("cdktf.out"), options);
      printResult(output);
      process.exitCode = exitCode;
    });
}

function addTo(id: string, ids: readonly string[] = []): readonly string[] {
  return [...ids, id];
}

/**
 * @throws WrongUsage for a rule or an environment that does not exist
 * @throws Error in one plain line where there is nothing to judge
 */
export async function judge(
  path: string,
  options: CheckOptions,
): Promise<{ readonly output: string; readonly exitCode: number }> {
  const terms = {
    rules: choose(options.rule),
    waivers: options.env === undefined ? [] : (await chooseEnvironment(options.env)).waivers,
    today: new Date().toISOString().slice(0, 10),
  };
  const publisherOf = options.json ? publisherOfData : publisherOfText;
  const judged = deploymentsOf(options.env, path).map(({ name, topology, documents }) => {
    const publish = publisherOf(documents);
    return { name: publish(name), proof: publishedProof(prove(topology, terms), publish) };
  });
  return {
    output: options.json ? jsonOf(judged) : describe(judged),
    exitCode: Math.max(...judged.map(({ proof }) => EXIT_CODES[proof.verdict])),
  };
}

function choose(ids: readonly string[] = []): readonly Rule[] {
  for (const id of ids) {
    const mistake = mistakeInRuleId(id);
    if (mistake) {
      throw new WrongUsage(`"${id}" ${mistake}`);
    }
  }
  return ids.length === 0 ? rules : rules.filter(({ id }) => ids.includes(id));
}

/** A plan or a single file is the environment's, because the person says so. */
function deploymentsOf(environment: string | undefined, path: string): readonly Deployment[] {
  const all = readDeployments(path);
  if (environment === undefined || (all.length === 1 && all[0]?.name === path)) {
    return all;
  }
  const own = all.filter(({ name }) => name === `${environment}-ha`);
  if (own.length === 0) {
    const names = all.map(({ name }) => name).join(", ");
    throw new Error(
      `"${path}" has no stack of "${environment}", only ${names}: run npx cdktf synth`,
    );
  }
  return own;
}

function describe(judged: readonly JudgedDeployment[]): string {
  const { stdout } = process;
  const look = { width: widthOf(stdout), colors: colorsFor(stdout) };
  return judged.map(({ name, proof }) => describeProof(name, proof, look)).join("\n\n\n");
}
