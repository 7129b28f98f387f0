import type { EventLog } from "../event-log";
import { AwsError } from "../gateway/aws-response";
import type { Parameters } from "../gateway/query-form";
import type { Group, Member } from "./group";

/** The groups that there are. */
export class Groups {
  private readonly byName = new Map<string, Group>();

  constructor(private readonly log: EventLog) {}

  /** @throws AwsError where there is one of the same name */
  add(group: Group): void {
    if (this.byName.has(group.name)) {
      throw new AwsError(
        "AlreadyExists",
        `AutoScalingGroup by this name already exists - ${group.name}`,
      );
    }
    this.byName.set(group.name, group);
  }

  remove(group: Group): void {
    this.byName.delete(group.name);
  }

  has(group: Group): boolean {
    return this.byName.get(group.name) === group;
  }

  all(): readonly Group[] {
    return [...this.byName.values()];
  }

  /** Those of the names, or all where there are none. */
  named(names: readonly string[]): readonly Group[] {
    return this.all().filter(({ name }) => names.length === 0 || names.includes(name));
  }

  byArn(arn: string): Group | undefined {
    return this.all().find((group) => group.arn === arn);
  }

  /** @throws AwsError where `AutoScalingGroupName` names none */
  find(parameters: Parameters): Group {
    const name = String(parameters["AutoScalingGroupName"]);
    const group = this.byName.get(name);
    if (!group) {
      throw new AwsError("ValidationError", `AutoScalingGroup name not found - ${name}`);
    }
    return group;
  }

  /** @throws AwsError where the group does not have the instance */
  memberIn(group: Group, id: string): Member {
    const member = group.members.get(id);
    if (!member) {
      throw new AwsError(
        "ValidationError",
        `The instance ${id} is not part of Auto Scaling group ${group.name}.`,
      );
    }
    return member;
  }

  /** @throws AwsError where no group has the instance */
  withInstance(id: string): { readonly group: Group; readonly member: Member } {
    for (const group of this.all()) {
      const member = group.members.get(id);
      if (member) {
        return { group, member };
      }
    }
    throw new AwsError(
      "ValidationError",
      `Instance Id not found - No managed instance found for instance ID: ${id}`,
    );
  }

  /** @param because in the words of a scaling activity */
  desire(group: Group, capacity: number, because: string): void {
    group.desiredCapacity = capacity;
    group.desiredBecause = because;
    this.log.record("group.desired", { group: group.name, capacity, because });
  }
}
