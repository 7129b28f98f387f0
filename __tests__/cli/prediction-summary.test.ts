import { describe, expect, it } from "vitest";
import { predictionSummary } from "../../src/cli/simulation/prediction-summary";
import { DEFAULT_OPTIONS, predict } from "../../src/simulation/predict";
import { demoTopology, topologyWithoutFoundation } from "../simulation/support/demo-topology";

describe("the summary of a prediction", () => {
  it("says of each zone of the demo what clients would see, and what that is", () => {
    const answer = predict(demoTopology(), { ...DEFAULT_OPTIONS, runs: 20 });
    expect(predictionSummary(answer).replaceAll("\n    ", " ").split("\n")).toEqual([
      "  every instance in a zone stops, at 100 requests a second:",
      expect.stringMatching(
        /^ {2}eu-north-1a: errors for [\d.]+ s \(at most 10 s\), \d+ failed, all tasks again after \d+ s$/,
      ),
      expect.stringMatching(/^ {2}eu-north-1b: errors for /),
      expect.stringContaining("not a measurement on AWS"),
    ]);
  });

  it("lists what is missing where nothing can be told", () => {
    const summary = predictionSummary(predict(topologyWithoutFoundation()));
    const [first, ...others] = summary.replaceAll("\n    ", " ").split("\n");
    expect(first).toBe("  not told yet, too much is unknown before the plan:");
    expect(others.length).toBeGreaterThan(0);
    expect(others.every((line) => line.startsWith("  aws_ecs_service."))).toBe(true);
  });
});
