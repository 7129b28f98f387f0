import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/**
 * `npm run bench`: how long a review of a large plan takes, from the start of the program to its
 * end, beside a program that does nothing but load.
 */
const RESOURCES = 10_000;
const ROUNDS = 5;
const ROOT = resolve(__dirname, "..");

const ACTIONS = ["create", "update", "delete", "no-op"] as const;

/** A service that real Terraform planned, among target groups with a secret in each. */
function largePlan(): object {
  const plan = JSON.parse(
    readFileSync(join(ROOT, "__tests__/review/fixtures/service.json"), "utf8"),
  );
  const others = Array.from({ length: RESOURCES - plan.resource_changes.length }, (_, index) =>
    targetGroup(index, ACTIONS[index % ACTIONS.length] ?? "no-op"),
  );
  return { ...plan, resource_changes: [...plan.resource_changes, ...others] };
}

function targetGroup(index: number, action: (typeof ACTIONS)[number]): object {
  const values = (interval: number) => ({
    name: `group-${index}`,
    tags: { Name: `group-${index}`, Token: `secret-of-group-${index}-${interval}` },
    deregistration_delay: "30",
    health_check: [{ path: "/healthy", interval, timeout: 2, unhealthy_threshold: 2 }],
  });
  const module = `module.service["${index}"]`;
  return {
    address: `${module}.aws_lb_target_group.this`,
    module_address: module,
    mode: "managed",
    type: "aws_lb_target_group",
    name: "this",
    provider_name: "registry.terraform.io/hashicorp/aws",
    change: {
      actions: [action],
      before: action === "create" ? null : values(5),
      after: action === "delete" ? null : values(action === "update" ? 10 : 5),
      after_unknown: {},
      before_sensitive: { tags: { Token: true } },
      after_sensitive: { tags: { Token: true } },
    },
  };
}

function secondsOf(...args: readonly string[]): number {
  const began = process.hrtime.bigint();
  spawnSync(process.execPath, [join(ROOT, "bin/ha.js"), ...args], { stdio: "ignore" });
  return Number(process.hrtime.bigint() - began) / 1e9;
}

function median(take: () => number): number {
  const taken = Array.from({ length: ROUNDS }, take).sort((a, b) => a - b);
  return taken[Math.floor(ROUNDS / 2)] ?? 0;
}

const folder = mkdtempSync(join(tmpdir(), "ha-bench-"));
const file = join(folder, "large.json");
writeFileSync(file, JSON.stringify(largePlan()));
const candidates: readonly (readonly [what: string, args: readonly string[]])[] = [
  ["ha --help", ["--help"]],
  [`ha review of ${RESOURCES} resources`, ["review", file, "--out", join(folder, "review.md")]],
];
for (const [what, args] of candidates) {
  console.log(`${what.padEnd(30)} ${median(() => secondsOf(...args)).toFixed(2)} s`);
}
rmSync(folder, { recursive: true });
