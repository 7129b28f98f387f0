import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { prepareAction, workflow } from "../support/workflows";

const RECOMMENDED = ["22", "24"];

const runs = workflow("ci").jobs["test"]?.strategy?.matrix.include ?? [];
const versionsOf = (suite: string) =>
  runs.filter((run) => run["suite"] === suite).map(({ node }) => String(node));

it("the oldest version that package.json admits is tested, and so are those recommended", () => {
  const { engines } = JSON.parse(readFileSync("package.json", "utf8"));
  const [, oldest] = engines.node.match(/^\^(20\.\d+) \|\| >=22\.\d+$/) ?? [];
  expect(versionsOf("quick")).toEqual(expect.arrayContaining([`${oldest}.0`, ...RECOMMENDED]));
  expect(versionsOf("sandbox")).toEqual(expect.arrayContaining(["20", ...RECOMMENDED]));
  expect(versionsOf("slow"), "the cdktf command").toEqual(expect.arrayContaining(RECOMMENDED));
  expect(readFileSync(".ci/run", "utf8")).toContain(`Node.js ${oldest} `);
  expect(readFileSync("README.md", "utf8")).toContain(`Node.js 22 or 24 (${oldest} still runs)`);
});

it("what deploys and what a version manager picks is a recommended version", () => {
  const picked = readFileSync(".nvmrc", "utf8").trim();
  expect(RECOMMENDED).toContain(picked);
  expect(prepareAction.content.inputs["node"]?.default).toBe(picked);
});
