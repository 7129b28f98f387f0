import { publisherOfData, publisherOfText } from "../redaction/publisher";
import { rules } from "../rules";
import { type Proof, prove } from "../rules/proof";
import type { Rule } from "../rules/rule";
import { mistakeInRuleId } from "../rules/rule-ids";
import { type Deployment, readDeployments } from "../topology/deployments";
import { chooseEnvironment } from "./choose-environment";
import { colorsFor } from "./colors";
import { describeProof } from "./describe-proof";
import { type JudgedDeployment, jsonOf } from "./proof-json";
import { publishedProof } from "./published-proof";

export interface CheckOptions {
  readonly json?: boolean;
  readonly rule: readonly string[];
  readonly env?: string;
}

const EXIT_CODES: Readonly<Record<Proof["verdict"], number>> = { holds: 0, unknown: 1, broken: 2 };

const DEFAULT_WIDTH = 80;

/** `ha check`: says what the rules say of Terraform JSON, and leaves the verdict in the exit code. */
export async function check(path: string, options: CheckOptions): Promise<void> {
  const { output, exitCode } = await judge(path, options);
  console.log(output);
  process.exitCode = exitCode;
}

/** @throws Error in one plain line where there is nothing to judge, or no such rule or environment */
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

function choose(ids: readonly string[]): readonly Rule[] {
  for (const id of ids) {
    const mistake = mistakeInRuleId(id);
    if (mistake) {
      throw new Error(`"${id}" ${mistake}`);
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
  const look = { width: stdout.columns ?? DEFAULT_WIDTH, colors: colorsFor(stdout) };
  return judged.map(({ name, proof }) => describeProof(name, proof, look)).join("\n\n\n");
}
