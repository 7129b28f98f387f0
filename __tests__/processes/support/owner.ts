import { owning } from "../../../src/processes/interruption";
import { temporaryFolder } from "../../../src/processes/owned-folder";
import { OwnedProcess } from "../../../src/processes/owned-process";

/** A command that owns a folder and a program with a child of its own, and then does as it is told. */
const [then = "wait"] = process.argv.slice(2);

const PROGRAM = `
require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => 0, 1000)"]);
${then === "stubborn" ? "process.on('SIGTERM', () => 0);" : ""}
console.log("up");
setInterval(() => 0, 1000);
`;

async function run(): Promise<void> {
  temporaryFolder("ha-owner-");
  const program = OwnedProcess.start(process.execPath, ["-e", PROGRAM], {
    stdout: "pipe",
    graceMs: 60_000,
  });
  await new Promise((up) => program.stdout?.once("data", up));
  console.log("ready");
  if (then === "fail") {
    throw new Error("it failed");
  }
  if (then === "crash") {
    setTimeout(() => {
      throw new Error("nobody catches this");
    });
  }
  if (then === "exit") {
    process.exit(5);
  }
  if (then !== "return") {
    await new Promise(() => undefined);
  }
}

owning(run).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
