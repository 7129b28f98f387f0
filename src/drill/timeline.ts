import type { Observation } from "./state/observation";

/** Something that was seen to change, when it was seen. */
export interface Happening {
  /** Milliseconds since the drill began. */
  readonly atMs: number;
  readonly kind: "target" | "task" | "instance" | "service" | "group" | "alarm" | "drill";
  readonly subject: string;
  readonly zone: string;
  readonly text: string;
}

/** What two looks at the same deployment differ in. */
export function differences(before: Observation, after: Observation): readonly Happening[] {
  const at = (happening: Omit<Happening, "atMs">): Happening => ({
    atMs: after.atMs,
    ...happening,
  });
  return [
    ...targetChanges(before, after),
    ...taskChanges(before, after),
    ...instanceChanges(before, after),
    ...memberChanges(before, after),
    ...activityChanges(before, after),
    ...eventChanges(before, after),
    ...alarmChanges(before, after),
  ].map(at);
}

type Change = Omit<Happening, "atMs">;

function targetChanges(before: Observation, after: Observation): Change[] {
  const key = (target: { targetGroupArn: string; id: string }) =>
    `${target.targetGroupArn} ${target.id}`;
  return changed(before.targets, after.targets, key, (now, then) => {
    const { id, zone, reason } = now ?? then;
    const state = now?.state ?? "deregistered";
    return state === then?.state
      ? undefined
      : {
          kind: "target",
          subject: id,
          zone,
          text: `target ${id} ${state}${now && reason ? ` (${reason})` : ""}`,
        };
  });
}

function taskChanges(before: Observation, after: Observation): Change[] {
  return changed(
    before.tasks,
    after.tasks,
    ({ arn }) => arn,
    (now, then) => {
      const { arn, service, zone } = now ?? then;
      const status = now?.lastStatus ?? "STOPPED";
      return status === then?.lastStatus
        ? undefined
        : {
            kind: "task",
            subject: arn,
            zone,
            text: `task ${shortId(arn)} of ${service} ${status}`,
          };
    },
  );
}

function instanceChanges(before: Observation, after: Observation): Change[] {
  return changed(
    before.instances,
    after.instances,
    ({ id }) => id,
    (now, then) => {
      const { id, zone } = now ?? then;
      const state = now?.state ?? "gone";
      return state === then?.state
        ? undefined
        : { kind: "instance", subject: id, zone, text: `instance ${id} ${state}` };
    },
  );
}

function memberChanges(before: Observation, after: Observation): Change[] {
  return changed(
    before.group.members,
    after.group.members,
    ({ instanceId }) => instanceId,
    (now, then) => {
      const { instanceId, zone } = now ?? then;
      const lifecycle = now?.lifecycle ?? "out of the group";
      return lifecycle === then?.lifecycle
        ? undefined
        : { kind: "group", subject: instanceId, zone, text: `${instanceId} ${lifecycle}` };
    },
  );
}

function activityChanges(before: Observation, after: Observation): Change[] {
  const known = new Set(before.activities.map(({ id }) => id));
  return after.activities
    .filter(({ id }) => !known.has(id))
    .reverse()
    .map(({ id, description }) => ({ kind: "group", subject: id, zone: "", text: description }));
}

function eventChanges(before: Observation, after: Observation): Change[] {
  return after.services.flatMap(({ name, events }) => {
    const known = new Set(before.services.find((each) => each.name === name)?.events.map(idOf));
    return events
      .filter(({ id }) => !known.has(id))
      .reverse()
      .map(({ message }) => ({ kind: "service", subject: name, zone: "", text: message }));
  });
}

function alarmChanges(before: Observation, after: Observation): Change[] {
  return changed(
    before.alarms,
    after.alarms,
    ({ name }) => name,
    (now, then) => {
      const { name } = now ?? then;
      return now?.state === then?.state
        ? undefined
        : { kind: "alarm", subject: name, zone: "", text: `alarm ${name} ${now?.state ?? "gone"}` };
    },
  );
}

/** Each thing that is in either, with how it is now and how it was; at least one of them is there. */
function changed<T>(
  before: readonly T[],
  after: readonly T[],
  key: (item: T) => string,
  describe: (
    ...states: [now: T, then: T | undefined] | [now: undefined, then: T]
  ) => Change | undefined,
): Change[] {
  const then = new Map(before.map((item) => [key(item), item]));
  const now = new Map(after.map((item) => [key(item), item]));
  return [
    ...after.map((item) => describe(item, then.get(key(item)))),
    ...before.filter((item) => !now.has(key(item))).map((item) => describe(undefined, item)),
  ].flatMap((change) => change ?? []);
}

function idOf({ id }: { readonly id: string }): string {
  return id;
}

function shortId(arn: string): string {
  return (arn.split("/").at(-1) ?? arn).slice(0, 8);
}
