import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformStack, Testing } from "cdktf";
import { describe, expect, inject, it } from "vitest";
import { ExistingTaskDefinition } from "../../src/constructs/service/existing-task-definition";
import { findTerraform } from "../../src/sandbox/terraform-program";
import { TASK_DEFINITIONS, type TaskDefinitionCase } from "../support/task-definitions";
import { temporaryFolder } from "../support/terraform";

const { providerMirror } = inject("tools");

type Limits = Readonly<Record<"memoryMiB" | "cpuUnits", number>>;

/** What real Terraform makes of the stack's conditions on memory and CPU, and of their messages. */
function judge(found: object, limits: Limits): { holds: boolean; message: string }[] {
  const folder = temporaryFolder();
  const answers = conditionsOn(limits).map(({ condition, error_message }) => ({
    holds: condition.replaceAll("self.", "local.found."),
    message: error_message.replaceAll("self.", "local.found."),
  }));
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ locals: { found, answers } }));
  const printed = execFileSync(findTerraform(), ["console"], {
    cwd: folder,
    input: "jsonencode(local.answers)\n",
    stdio: ["pipe", "pipe", "ignore"],
    encoding: "utf8",
  });
  return JSON.parse(JSON.parse(printed));
}

function conditionsOn(limits: Limits): { condition: string; error_message: string }[] {
  const stack = new TerraformStack(Testing.app({ outdir: temporaryFolder() }), "stack");
  new ExistingTaskDefinition(stack, "backend", {
    family: "backend",
    containerName: "backend",
    containerPort: 8080,
    hostPort: 0,
    networkMode: "bridge",
    ...limits,
  });
  const { data } = JSON.parse(Testing.synth(stack));
  const [definition] = Object.values(data.aws_ecs_task_definition) as {
    lifecycle: { postcondition: { condition: string; error_message: string }[] };
  }[];
  return (definition?.lifecycle.postcondition ?? []).filter(({ condition }) =>
    /self\.(memory|cpu)\b/.test(condition),
  );
}

/** As the data source gives it; the provider sets "" or null for what is not set. */
const foundOf = ({ memory, cpu, containers }: TaskDefinitionCase, missing: "" | null) => ({
  memory: memory ?? missing,
  cpu: cpu ?? missing,
  container_definitions: JSON.stringify(containers),
});

describe.skipIf(!providerMirror)("what an existing task definition reserves", () => {
  it.each(
    TASK_DEFINITIONS.flatMap((each) => [
      [each.name, each, ""] as const,
      [`${each.name} (null)`, each, null] as const,
    ]),
  )("is held to the settings: %s", (_, each, missing) => {
    const { memoryMiB, cpuUnits } = each;
    const found = foundOf(each, missing);
    const exact = judge(found, { memoryMiB: memoryMiB ?? 100_000, cpuUnits });
    expect(exact.map(({ holds }) => holds)).toEqual([memoryMiB !== undefined, true]);
    const tooLow = { memoryMiB: (memoryMiB ?? 0) - 1, cpuUnits: cpuUnits - 1 };
    const [memory, cpu] = judge(found, tooLow);
    expect([memory?.holds, cpu?.holds]).toEqual([false, false]);
    expect(memory?.message).toBe(
      `task definition "backend" ${
        memoryMiB === undefined
          ? "does not say how many MiB it reserves: register a revision whose containers do"
          : `reserves ${memoryMiB} MiB, more than the ${memoryMiB - 1} that the capacity was computed with: set memoryMiB to it`
      }`,
    );
    expect(cpu?.message).toContain(`reserves ${cpuUnits} CPU units, more than`);
  });

  it("reads numbers that are written as text", () => {
    const containers = [{ memoryReservation: "384", cpu: "64" }, { memory: "128" }];
    const found = { memory: "", cpu: "", container_definitions: JSON.stringify(containers) };
    const holds = (limits: Limits) => judge(found, limits).map((answer) => answer.holds);
    expect(holds({ memoryMiB: 512, cpuUnits: 64 })).toEqual([true, true]);
    expect(holds({ memoryMiB: 511, cpuUnits: 63 })).toEqual([false, false]);
  });
});
