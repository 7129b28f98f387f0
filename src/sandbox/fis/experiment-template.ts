/**
 * What a template says, as the API spells it.
 *
 * @see https://docs.aws.amazon.com/fis/latest/APIReference/API_ExperimentTemplate.html
 */
export interface ExperimentTemplate {
  readonly id: string;
  readonly arn: string;
  readonly targets?: Readonly<Record<string, ExperimentTarget>>;
  readonly actions?: Readonly<Record<string, ExperimentAction>>;
  readonly experimentOptions?: { readonly emptyTargetResolutionMode?: "fail" | "skip" };
  readonly tags?: Readonly<Record<string, string>>;
  readonly [setting: string]: unknown;
}

export interface ExperimentTarget {
  readonly resourceType: string;
  readonly resourceArns?: readonly string[];
  readonly resourceTags?: Readonly<Record<string, string>>;
  readonly filters?: readonly { readonly path: string; readonly values: readonly string[] }[];
  /** `ALL`, `COUNT(n)` or `PERCENT(n)`. */
  readonly selectionMode: string;
}

export interface ExperimentAction {
  readonly actionId: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** The name of a target, by the kind that the action takes. */
  readonly targets?: Readonly<Record<string, string>>;
}
