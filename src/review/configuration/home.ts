/** Where an environment says that its stacks are deployed, and where their state is kept. */
export interface Home {
  readonly region: string;
  /** Undefined where the environment does not say. */
  readonly accountId?: string;
  /** By the name of the stack. */
  readonly backends: ReadonlyMap<string, Backend>;
}

/** Where Terraform keeps a state, such as an S3 bucket. */
export interface Backend {
  readonly type: string;
  readonly settings: Readonly<Record<string, unknown>>;
}
