import type { Account, AclAssociation, Experiment } from "../../../src/drill/fault/account";

/** The moments at which a drill may be killed: before and after each call that changes something. */
export class Killed extends Error {}

/** An account whose every change can be the last thing that happens before a kill. */
export class AccountInMemory implements Account {
  readonly tags = new Map<string, string>();
  suspended: readonly string[] = ["AZRebalance"];
  readonly instances = new Map([
    ["i-1", "running"],
    ["i-2", "running"],
    ["i-3", "running"],
  ]);
  readonly acls = new Map([["acl-default", ""]]);
  readonly associations = new Map([
    ["subnet-a", "acl-default"],
    ["subnet-b", "acl-default"],
  ]);
  readonly experiments: { id: string; status: string; drill: string; instanceIds: string[] }[] = [];
  /** Counts calls that change something, as two moments each; 0 is before the first. */
  killAt = Number.POSITIVE_INFINITY;
  private moments = 0;

  /** All that a restoration must bring back; what an experiment leaves behind is its record. */
  snapshot(): object {
    return {
      tags: [...this.tags],
      suspended: this.suspended,
      instances: [...this.instances],
      acls: [...this.acls.keys()],
      associations: [...this.associations],
      running: this.experiments.filter(({ status }) => status === "running"),
    };
  }

  async groupTag(_: string, key: string) {
    return this.tags.get(key);
  }

  tagGroup(_: string, key: string, value: string) {
    return this.change(() => this.tags.set(key, value));
  }

  untagGroup(_: string, key: string) {
    return this.change(() => this.tags.delete(key));
  }

  suspendProcesses(_: string, processes: readonly string[]) {
    return this.change(() => {
      this.suspended = [...this.suspended, ...processes];
    });
  }

  resumeProcesses(_: string, processes: readonly string[]) {
    return this.change(() => {
      this.suspended = this.suspended.filter((process) => !processes.includes(process));
    });
  }

  async instanceStates(ids: readonly string[]) {
    return new Map([...this.instances].filter(([id]) => ids.includes(id)));
  }

  stopInstances(ids: readonly string[]) {
    return this.change(() => this.set(ids, "stopped"));
  }

  startInstances(ids: readonly string[]) {
    return this.change(() => this.set(ids, "running"));
  }

  async findAcl(drill: string) {
    return [...this.acls].find(([, owner]) => owner === drill)?.[0];
  }

  createAcl(_: string, drill: string) {
    return this.change(() => this.acls.set(`acl-${drill}`, drill));
  }

  deleteAcl(acl: string) {
    return this.change(() => {
      if ([...this.associations.values()].includes(acl)) {
        throw new Error(`DependencyViolation: ${acl}`);
      }
      this.acls.delete(acl);
    });
  }

  async aclOf(subnetId: string): Promise<AclAssociation> {
    return { acl: this.associations.get(subnetId) as string, associationId: subnetId };
  }

  replaceAcl({ associationId }: AclAssociation, acl: string) {
    return this.change(() => this.associations.set(associationId, acl));
  }

  async findExperiment(drill: string): Promise<Experiment | undefined> {
    return this.experiments.find((experiment) => experiment.drill === drill);
  }

  startExperiment(templateId: string, drill: string) {
    return this.change(() => {
      const instanceIds = ["i-1", "i-2"];
      this.experiments.push({ id: `EXP-${templateId}`, status: "running", drill, instanceIds });
      this.set(instanceIds, "stopped");
    });
  }

  stopExperiment(id: string) {
    return this.change(() => {
      for (const experiment of this.experiments.filter((each) => each.id === id)) {
        experiment.status = "stopped";
      }
    });
  }

  async pause() {}

  private set(ids: readonly string[], state: string): void {
    for (const id of ids) {
      this.instances.set(id, state);
    }
  }

  private async change(make: () => unknown): Promise<void> {
    this.passMoment();
    make();
    this.passMoment();
  }

  private passMoment(): void {
    if (this.moments++ >= this.killAt) {
      throw new Killed();
    }
  }
}
