/** By which names a deployment is found in a live account. */
export interface LiveScope {
  readonly loadBalancer: string;
  readonly instanceGroup: string;
  readonly cluster: string;
  readonly services: readonly string[];
  /** What the names of its alarms begin with. */
  readonly alarmPrefix: string;
}

/** Something of the scope is not in the account. */
export class NotFoundInAccount extends Error {
  override readonly name = "NotFoundInAccount";
}
