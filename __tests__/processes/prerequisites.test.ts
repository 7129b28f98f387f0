import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type MachineOptions, machine } from "./support/machine";

describe("ha demo", () => {
  it.each<[string, MachineOptions, RegExp]>([
    [
      "without Terraform",
      { programs: ["moto_server"] },
      /^neither terraform nor tofu is on PATH: install one \(1\.10 or later\) from https:/m,
    ],
    [
      "with an old Terraform",
      { env: { STAND_IN_VERSION: "1.9.8" } },
      /^terraform on PATH is version 1\.9\.8: install 1\.10 or later from https:/m,
    ],
    [
      "without moto and Python",
      { programs: ["terraform"] },
      /^no moto_server on PATH, and no python3 to install it with: install Python 3/m,
    ],
    [
      "where moto cannot be installed, with pip's own reason",
      { programs: ["terraform", "python3"] },
      /^installing moto.*\nmoto could not be installed: ERROR: No matching distribution found for moto\ninstall Python 3/m,
    ],
  ])("%s says so, and ends before it starts anything", async (_, options, reason) => {
    const own = machine(options);
    const demo = own.start("demo");
    expect(await demo.exited).toBe(1);
    expect(demo.stderr).toMatch(/^it takes about \d minutes/);
    expect(demo.stderr).toMatch(reason);
    expect(await own.leftovers()).toEqual([]);
    expect(existsSync(join(own.at("marks"), "moto"))).toBe(false);
    const cache = join(own.at("cache"), "ecs-zone-loss");
    expect(existsSync(cache) ? readdirSync(cache).filter((name) => name !== "owned") : []).toEqual(
      [],
    );
  });
});
