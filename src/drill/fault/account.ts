/** What a drill changes in an AWS account, and what it must see in order to undo it. */
export interface Account {
  groupTag(group: string, key: string): Promise<string | undefined>;
  tagGroup(group: string, key: string, value: string): Promise<void>;
  untagGroup(group: string, key: string): Promise<void>;
  suspendProcesses(group: string, processes: readonly string[]): Promise<void>;
  resumeProcesses(group: string, processes: readonly string[]): Promise<void>;
  /** EC2's names for them; an instance that EC2 no longer knows is left out. */
  instanceStates(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  stopInstances(ids: readonly string[]): Promise<void>;
  startInstances(ids: readonly string[]): Promise<void>;
  /** By the tag that {@link createAcl} gives. */
  findAcl(drill: string): Promise<string | undefined>;
  createAcl(vpcId: string, drill: string): Promise<void>;
  deleteAcl(acl: string): Promise<void>;
  aclOf(subnetId: string): Promise<AclAssociation>;
  replaceAcl(association: AclAssociation, acl: string): Promise<void>;
  findExperiment(drill: string): Promise<Experiment | undefined>;
  startExperiment(templateId: string, drill: string): Promise<void>;
  stopExperiment(id: string): Promise<void>;
  /**
   * Lets time pass between two looks: what was changed is not seen at once.
   *
   * @see https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
   */
  pause(): Promise<void>;
}

export interface AclAssociation {
  readonly acl: string;
  readonly associationId: string;
}

export interface Experiment {
  readonly id: string;
  readonly status: string;
}
