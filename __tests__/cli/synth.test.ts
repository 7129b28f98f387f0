import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Checkout } from "../support/checkout";

function stacksIn(folder: string): Record<string, string> {
  const files = ["demo-foundation", "demo-ha", "production-state", "production-ha"];
  return Object.fromEntries(
    files.map((stack) => [
      stack,
      readFileSync(join(folder, "cdktf.out/stacks", stack, "cdk.tf.json"), "utf8"),
    ]),
  );
}

describe("main.ts", () => {
  it("writes the same bytes at every run and in every checkout", async () => {
    const [one, other] = [new Checkout(), new Checkout()];
    const runs = await Promise.all([one.node("main.ts"), other.node("main.ts")]);
    expect(runs.map((run) => [run.exitCode, run.stderr])).toEqual([
      [0, ""],
      [0, ""],
    ]);
    const first = stacksIn(one.folder);
    expect(stacksIn(other.folder)).toEqual(first);
    await one.node("main.ts");
    expect(stacksIn(one.folder)).toEqual(first);
    expect(JSON.stringify(first)).not.toContain(one.folder);
  });

  it("tells every mistake of every environment, and writes nothing", async () => {
    const checkout = new Checkout();
    const environments = join(checkout.folder, "environments");
    const demo = readFileSync(join(environments, "demo.ts"), "utf8");
    writeFileSync(join(environments, "demo.ts"), demo.replace('"eu-north-1b"', '"eu-north-1a"'));
    writeFileSync(join(environments, "broken.ts"), "export default { name: ");
    writeFileSync(join(environments, "empty.ts"), "export {};\n");
    writeFileSync(
      join(environments, "twin.ts"),
      demo.replace('name: "demo"', 'name: "production"'),
    );
    const { exitCode, stdout, stderr } = await checkout.node("main.ts");
    expect(exitCode).toBe(1);
    expect(stdout).toBe("");
    expect(stderr.split("\n")).toEqual([
      "4 mistakes in the settings, nothing was written:",
      expect.stringMatching(/^ {2}broken\.ts: cannot be read: .*Unexpected end of file/),
      '  demo.ts: newSubnets[0].availabilityZone: "eu-north-1a" already has a subnet of the service, and two in one zone die together: give another zone',
      "  empty.ts: exports no settings: end the file with `export default defineEnvironment({ … })`",
      '  twin.ts: name: "production" is the name in production.ts too: give each its own',
    ]);
    expect(existsSync(join(checkout.folder, "cdktf.out"))).toBe(false);
  });

  it("tells in plain lines what would not survive, and writes no stack", async () => {
    const checkout = new Checkout();
    const file = join(checkout.folder, "environments/production.ts");
    const production = readFileSync(file, "utf8");
    writeFileSync(
      file,
      production.replace("maximum: 6, cpuPercent", "minimum: 1, maximum: 6, cpuPercent"),
    );
    const { exitCode, stdout, stderr } = await checkout.node("main.ts");
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr.split("\n").slice(0, 3)).toEqual([
      expect.stringMatching(/^1 refusal, nothing was written/),
      "  production-ha: HA-SVC-02 autoscaling leaves a task in every zone, and two at least",
      "    aws_ecs_service.service-frontend_balanced_service: 1 for that of aws_subnet.network_public-2_subnet, that of data.aws_subnet.network_existing_subnet",
    ]);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(join(checkout.folder, "cdktf.out"))).toBe(false);
  });

  it("says what to do where there is no environment", async () => {
    const checkout = new Checkout();
    rmSync(join(checkout.folder, "environments"), { recursive: true });
    const { exitCode, stderr } = await checkout.node("main.ts");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^no environment in ".*environments": add a file such as environments\/demo\.ts$/,
    );
  });
});

describe("npm start", () => {
  it("synthesizes the demo and says what was made", async () => {
    const checkout = new Checkout();
    const { exitCode, stdout, stderr } = await checkout.node("src/cli/start.ts");
    expect([exitCode, stderr]).toEqual([0, ""]);
    const { resource } = JSON.parse(
      readFileSync(join(checkout.folder, "cdktf.out/stacks/demo-ha/cdk.tf.json"), "utf8"),
    );
    const count = Object.values(resource).flatMap((ofType) => Object.keys(ofType as object)).length;
    expect(stdout).toContain(
      `demo-ha: ${count} resources\n    cdktf.out/stacks/demo-ha/cdk.tf.json\n`,
    );
    expect(stdout).toContain("eu-north-1a, 10.0.1.0/24 (existing subnet)");
    expect(stdout).toContain("eu-north-1b, 10.0.2.0/24 (new subnet)");
    expect(stdout).toContain("npx cdktf deploy demo-foundation demo-ha");
    expect(stdout).toMatch(/eu-north-1b: errors for [\d.]+ s \(at most 10 s\), \d+ failed/);
    expect(stdout).toMatch(/\n {2}cdktf\.out\/demo-ha\.html$/);
    for (const line of stdout.split("\n")) {
      expect(line.length, line).toBeLessThanOrEqual(80);
    }
  });

  it("knows the environments that there are", async () => {
    const { exitCode, stderr } = await new Checkout().node("src/cli/start.ts", "staging");
    expect(exitCode).toBe(64);
    expect(stderr).toBe('no environment "staging" in environments/: there is demo, production');
  });
});
