import { describe, expect, it } from "vitest";
import { placementLimits } from "../../src/simulation/placement-constraints";

describe("placement constraints", () => {
  it.each([
    { constraints: [], zones: undefined, distinctInstances: false },
    { constraints: ["distinctInstance"], zones: undefined, distinctInstances: true },
    {
      constraints: ["attribute:ecs.availability-zone == eu-north-1a"],
      zones: ["eu-north-1a"],
      distinctInstances: false,
    },
    {
      constraints: [
        "attribute:ecs.availability-zone in [eu-north-1a, eu-north-1b]",
        "attribute:ecs.availability-zone in [eu-north-1b, eu-north-1c]",
        "distinctInstance",
      ],
      zones: ["eu-north-1b"],
      distinctInstances: true,
    },
  ])("$constraints leave zones $zones", ({ constraints, zones, distinctInstances }) => {
    expect(placementLimits(constraints)).toEqual({
      limits: { zones, distinctInstances },
      unread: [],
    });
  });

  it("that are not about zones are told, not guessed", () => {
    const constraint = "attribute:ecs.instance-type =~ t3.*";
    expect(placementLimits([constraint]).unread).toEqual([constraint]);
  });
});
