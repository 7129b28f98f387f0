import { describe, expect, it } from "vitest";
import { rules } from "../../src/rules";
import type { Rule } from "../../src/rules/rule";
import { unknown } from "../../src/topology/knowable";
import type { Topology } from "../../src/topology/model";
import { synthesize } from "../support/synth";
import { type Attributes, mutations, mutationsOfConfiguration } from "./support/mutations";
import { SynthesizedDraft } from "./support/synthesized-draft";

/** What no source leaves open. */
const TOLD = ["address", "existing", "to"];
/** Laid out by the model, so that not they but their parts may be left open. */
const LAID_OUT = ["healthCheck", "unhealthyStateRouting", "dnsFailover", "defaultAction", "action"];
const LISTS = ["listeners", "rules", "attachments", "dimensions"];
/** May be left open, and so may their parts. */
const OPEN_IN_PART = ["task", "defaultRoute", "hop", "taskNetwork"];

type Path = readonly string[];

/** Every place in a subject that a source may leave open. */
function openPlaces(subject: Attributes, path: Path): readonly Path[] {
  return Object.entries(subject).flatMap(([key, value]) => {
    const place = [...path, key];
    if (TOLD.includes(key) || value === undefined) {
      return [];
    }
    if (LISTS.includes(key)) {
      return Object.entries<Attributes>(value).flatMap(([index, each]) =>
        openPlaces(each, [...place, index]),
      );
    }
    return [
      ...(LAID_OUT.includes(key) ? [] : [place]),
      ...(LAID_OUT.includes(key) || OPEN_IN_PART.includes(key) ? openPlaces(value, place) : []),
    ];
  });
}

function openPlacesOf({ source: _, notes: __, ...kinds }: Topology): readonly Path[] {
  return Object.entries(kinds).flatMap(([kind, subjects]) =>
    subjects.flatMap((subject, index) => openPlaces(subject, [kind, String(index)])),
  );
}

/** A copy in which one place is left open. */
function withUnknown(topology: Topology, path: Path): Topology {
  const copy = structuredClone(topology) as unknown as Attributes;
  const holder = path.slice(0, -1).reduce((part, key) => part[key], copy);
  holder[path.at(-1) as string] = unknown("left open");
  return copy as unknown as Topology;
}

describe("what is left open", () => {
  const { foundation, ha } = synthesize();
  const all = [...mutations, ...mutationsOfConfiguration];

  it("breaks nothing that holds", () => {
    const { topology } = new SynthesizedDraft({ foundation, ha });
    for (const path of openPlacesOf(topology)) {
      const opened = withUnknown(topology, path);
      const broken = rules.filter((rule) =>
        rule.judge(opened).some(({ verdict }) => verdict === "broken"),
      );
      expect(
        broken.map(({ id }) => id),
        path.join("."),
      ).toEqual([]);
    }
  });

  it.each(all.map((each) => [each.rule, each] as const))(
    "is never taken for good by %s",
    (id, { change }) => {
      const draft = new SynthesizedDraft({ foundation, ha });
      change(draft);
      const rule = rules.find((each) => each.id === id) as Rule;
      const { topology } = draft;
      const places = openPlacesOf(topology);
      expect(places.length).toBeGreaterThan(200);
      const takenForGood = places.filter((path) =>
        rule
          .judge(withUnknown(topology, path))
          .every(({ verdict }) => verdict !== "broken" && verdict !== "unknown"),
      );
      expect(takenForGood.map((path) => path.join("."))).toEqual([]);
    },
  );
});
