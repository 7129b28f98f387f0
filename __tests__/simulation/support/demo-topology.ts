import type { EnvironmentInput } from "../../../src/settings/schema";
import type { Topology } from "../../../src/topology/model";
import { topologyOfSynthesized } from "../../../src/topology/synthesized";
import { synthesize } from "../../support/synth";

/** The demo environment with some settings replaced, its foundation read beside it. */
export function demoTopology(changes: Partial<EnvironmentInput> = {}): Topology {
  const { foundation, ha } = synthesize(changes);
  return topologyOfSynthesized([
    { name: "demo-foundation", json: foundation.json },
    { name: "demo-ha", json: ha.json },
  ]);
}

/** The same without its foundation: what an environment of one's own looks like before a plan. */
export function topologyWithoutFoundation(): Topology {
  return topologyOfSynthesized([{ name: "demo-ha", json: synthesize().ha.json }]);
}
