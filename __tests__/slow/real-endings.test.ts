import { describe, expect, inject, it } from "vitest";
import { type Machine, machine } from "../processes/support/machine";

const { providerMirror, moto } = inject("tools");

const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGKILL: "SIGKILL" } as const;
type Signal = keyof typeof CODES;

/** With the real programs on PATH. */
function realMachine(): Machine {
  const { PATH = "" } = process.env;
  return machine({ programs: [], env: { PATH, TF_CLI_CONFIG_FILE: "" } });
}

function running(own: Machine, program: string): boolean {
  return own.processes().some(({ command }) => command.includes(program));
}

describe.skipIf(!providerMirror || !moto)("ha demo with real Terraform and moto", () => {
  it.each<[string, Signal, (own: Machine, said: () => string) => boolean]>([
    ["moto starts", "SIGINT", (own) => running(own, "moto_server")],
    ["moto starts", "SIGKILL", (own) => running(own, "moto_server")],
    ["it applies", "SIGINT", (own) => running(own, "terraform-provider-aws")],
    ["it applies", "SIGHUP", (own) => running(own, "terraform-provider-aws")],
    ["it applies", "SIGKILL", (own) => running(own, "terraform-provider-aws")],
    ["a zone is lost", "SIGTERM", (_, said) => /… stop every instance in/.test(said())],
    ["a zone is lost", "SIGKILL", (_, said) => /… stop every instance in/.test(said())],
  ])(
    "leaves nothing behind when, while %s, %s ends it",
    { timeout: 900_000 },
    async (_, signal, isThere) => {
      const own = realMachine();
      const demo = own.start("demo");
      await expect
        .poll(() => isThere(own, () => demo.stderr), { timeout: 800_000, interval: 20 })
        .toBe(true);
      demo.end(signal);
      expect(await demo.exited, demo.stderr).toBe(CODES[signal]);
      // The guard that would end what is left lives a moment longer than the command.
      await expect.poll(() => own.leftovers(), { timeout: 15_000 }).toEqual([]);
    },
  );
});
