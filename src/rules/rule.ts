import type { Subject, Topology, TopologySource } from "../topology/model";
import type { Judgement } from "./judgement";

/** What is asked of a deployment that shall survive the loss of a zone. */
export interface Rule {
  /** Stable, such as `HA-TG-03`; waivers name it. */
  readonly id: string;
  /** What is true where the rule holds. */
  readonly title: string;
  /** What happens where it does not. */
  readonly reason: string;
  /** The AWS or Terraform page that the reason rests on. */
  readonly source: string;
  /** What to change, in the words of Terraform's arguments. */
  readonly remedy: string;
  /** Where the answer can be read at all: for another source, not knowing is no doubt. */
  readonly toldBy: readonly TopologySource[];
  readonly judge: (topology: Topology) => readonly Finding[];
}

/** A judgement on one subject. */
export interface Finding extends Judgement {
  /** Address of the resource, or what was missing where there is none. */
  readonly subject: string;
}

/** What a rule is about, and what to say where there is no such thing. */
export interface SubjectKind<S extends Subject> {
  readonly in: (topology: Topology) => readonly S[];
  readonly name: string;
  readonly absent: (topology: Topology) => Judgement;
}

interface RuleOn<S extends Subject> extends Omit<Rule, "judge" | "toldBy"> {
  readonly on: SubjectKind<S>;
  /** @default every source */
  readonly toldBy?: readonly TopologySource[];
  readonly judge: (subject: S, topology: Topology) => Judgement;
}

const EVERY_SOURCE: readonly TopologySource[] = ["synthesized", "plan", "live"];

/** A rule that judges each subject of one kind. */
export function rule<S extends Subject>({
  on,
  judge,
  toldBy = EVERY_SOURCE,
  ...what
}: RuleOn<S>): Rule {
  return {
    ...what,
    toldBy,
    judge: (topology) => {
      const subjects = on.in(topology);
      return subjects.length === 0
        ? [{ subject: on.name, ...on.absent(topology) }]
        : subjects.map((subject) => ({ subject: subject.address, ...judge(subject, topology) }));
    },
  };
}
