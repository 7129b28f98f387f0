import type { Public } from "../redaction/redactor";
import type { Assumption } from "../topology/model";
import type { AttributeChange } from "./changes/attributes";
import type { Action } from "./plan/actions";
import type { Program } from "./plan/program";
import type { Forecast } from "./resilience/forecast";
import type { RuleRow } from "./resilience/rule-rows";
import type { Level } from "./risks/risk";

export type Verdict = "safe" | "needs-a-person" | "blocked";

/** What is said of one or several plans. Text out of a plan is {@link Public}: no secret is in it. */
export interface Review {
  readonly verdict: Verdict;
  /** The gravest cause, and how many more there are. */
  readonly reason: Cause | undefined;
  readonly furtherCauses: number;
  readonly environment?: Public;
  readonly commit?: Public;
  readonly stacks: readonly StackReview[];
  readonly resilience: readonly Resilience[];
  /** The gravest first. */
  readonly concerns: readonly Concern[];
  readonly drift: readonly Drift[];
  readonly notes: readonly Public[];
}

/** Why the verdict is not `safe`. */
export interface Cause {
  readonly level: Level;
  readonly subject: Public;
  readonly text: Public;
}

export interface StackReview {
  readonly name: Public;
  /** Of the JSON of the plan. */
  readonly planSha256: string;
  readonly program: Program;
  /** Of OpenTofu where that is the program. */
  readonly terraformVersion: Public;
  readonly providers: readonly Provider[];
  readonly counts: Counts;
  /** Everything that happens to managed resources, by address. */
  readonly changes: readonly Change[];
  /** Names of the outputs that change. */
  readonly outputs: readonly Public[];
}

export interface Provider {
  readonly name: Public;
  /** As the lock file pins it, else as the configuration constrains it. */
  readonly version: Public;
}

/** An imported or moved resource counts under what else happens to it too. */
export interface Counts {
  readonly add: number;
  readonly change: number;
  readonly replace: number;
  readonly destroy: number;
  readonly forget: number;
  readonly import: number;
  readonly move: number;
}

export interface Change {
  readonly address: Public;
  readonly action: Action;
  readonly imported: boolean;
  readonly movedFrom?: Public;
  readonly attributes: readonly AttributeChange[];
}

/** Something in a plan that is blocked, or that a person must say yes to. */
export interface Concern {
  readonly level: Level;
  readonly stack: Public;
  readonly subject: Public;
  readonly what: string;
  readonly attributes: readonly AttributeChange[];
  /** Why Terraform does it, in plain words. */
  readonly terraformReason?: Public;
  /** The attributes that force a replacement. */
  readonly replacePaths: readonly Public[];
}

/** What someone or something else than Terraform has changed. */
export interface Drift {
  readonly stack: Public;
  readonly address: Public;
  readonly action: Action;
  readonly attributes: readonly AttributeChange[];
}

/** Whether a stack's services survive the loss of a zone. */
export interface Resilience {
  readonly stack: Public;
  /** What it is compared with. */
  readonly comparedWith: "base" | "state" | "nothing";
  /** How many rules hold on all their subjects, of those that apply. */
  readonly held: number;
  readonly applicable: number;
  /** All that do not plainly hold, regressions first. */
  readonly rows: readonly RuleRow[];
  readonly forecast: Forecast;
  /** What all of it rests on besides what the plan tells. */
  readonly assumptions: readonly PublicAssumption[];
  /** Waivers of what holds, or is not there. */
  readonly staleWaivers: readonly Public[];
}

export interface PublicAssumption extends Assumption {
  readonly address: Public;
  readonly attribute: Public;
  readonly meant: readonly { readonly resource: Public; readonly instances: number }[];
}
