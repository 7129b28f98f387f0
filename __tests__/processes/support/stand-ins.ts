import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where a stand-in stays, and does nothing more. */
export type Halt = "moto" | "init" | "apply" | "plan";

/**
 * Stands in for `terraform`: it starts a provider, and ends it when it is interrupted once. A second
 * interruption ends Terraform at once, and orphans the provider, as the real ones do.
 */
const TERRAFORM = `
const { spawn } = require("node:child_process");
const { writeFileSync } = require("node:fs");
const [command, , name] = process.argv.slice(2).filter((arg) => arg !== "-no-color");
if (command === "version") {
  console.log(JSON.stringify({ terraform_version: process.env.STAND_IN_VERSION || "1.11.4" }));
} else if (command === "output") {
  console.log(JSON.stringify(name === "url" ? "http://127.0.0.1:9/" : ["a", "b"]));
} else if (command === process.env.STAND_IN_HALT) {
  const provider = spawn(process.execPath, ["-e", "process.on('SIGINT', () => 0); setInterval(() => 0, 1000)"], { stdio: "ignore" });
  writeFileSync(process.env.TMPDIR + "/plugin1", "");
  let interruptions = 0;
  process.on("SIGINT", () => {
    if (process.env.STAND_IN_STUBBORN) return;
    interruptions += 1;
    if (interruptions > 1) process.exit(1);
    setTimeout(() => { provider.kill("SIGKILL"); process.exit(1); }, 200);
  });
  provider.once("spawn", () => writeFileSync(process.env.STAND_IN_MARKS + "/" + command, ""));
}
`;

/** Stands in for \`moto_server\`: what it answers nobody needs before Terraform asks for more. */
const MOTO = `
const { spawn } = require("node:child_process");
const { writeFileSync } = require("node:fs");
if (process.argv[2] === "--help") process.exit(0);
const socket = process.argv.at(-1).replace("unix://", "");
spawn(process.execPath, ["-e", "setInterval(() => 0, 1000)"], { stdio: "ignore" }).once("spawn", () =>
  writeFileSync(process.env.STAND_IN_MARKS + "/moto", socket));
if (process.env.STAND_IN_HALT === "moto") setInterval(() => 0, 1000);
else require("node:http").createServer((_, answer) => answer.end("{}")).listen(socket);
`;

/** Stands in for a Python that can make a virtual environment, whose pip finds nothing to install. */
const PYTHON = `
const { chmodSync, mkdirSync, writeFileSync } = require("node:fs");
const bin = process.argv.at(-1) + "/bin";
mkdirSync(bin);
writeFileSync(bin + "/pip", "#!/bin/sh\\necho Looking...\\necho 'ERROR: No matching distribution found for moto' >&2\\nexit 1\\n");
chmodSync(bin + "/pip", 0o755);
`;

const SOURCES = { terraform: TERRAFORM, moto_server: MOTO, python3: PYTHON };
export type Program = keyof typeof SOURCES;

/** Writes programs to a folder that is to be the only one on PATH. */
export function writeStandIns(folder: string, programs: readonly Program[]): void {
  for (const name of programs) {
    const file = join(folder, name);
    writeFileSync(file, `#!${process.execPath}\n${SOURCES[name]}`);
    chmodSync(file, 0o755);
  }
}
