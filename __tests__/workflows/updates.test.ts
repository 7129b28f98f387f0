import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";

interface Updates {
  readonly "package-ecosystem": string;
  readonly groups: Readonly<Record<string, { readonly patterns?: readonly string[] }>>;
  readonly ignore?: readonly { "dependency-name": string; "update-types"?: readonly string[] }[];
}

const { updates }: { updates: readonly Updates[] } = parse(
  readFileSync(".github/dependabot.yml", "utf8"),
);
const npm = updates.find((entry) => entry["package-ecosystem"] === "npm");
const { dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
const versions: Readonly<Record<string, string>> = { ...dependencies, ...devDependencies };

it("no update moves CDKTF, or what moves only with it", () => {
  const pinned = npm?.ignore?.filter((entry) => !entry["update-types"]) ?? [];
  const ofCdktf = Object.keys(versions).filter((name) => /cdktf|^constructs$/.test(name));
  expect(pinned.map((entry) => entry["dependency-name"])).toEqual(
    expect.arrayContaining(ofCdktf.map((name) => name.replace(/^@cdktf\/.*/, "@cdktf/*"))),
  );
});

it("the clients of the AWS SDK are updated together", () => {
  expect(npm?.groups["aws-sdk"]?.patterns).toEqual(["@aws-sdk/*"]);
  const clients = Object.entries(versions).filter(
    // It stands apart: see docs/security.md.
    ([name]) => name.startsWith("@aws-sdk/") && name !== "@aws-sdk/client-fis",
  );
  expect(new Set(clients.map(([, version]) => version)).size).toBe(1);
});

it("every version is exact", () => {
  for (const [name, version] of Object.entries(versions)) {
    expect(version, name).toMatch(/^(npm:@?[\w/-]+@)?\d+\.\d+\.\d+$/);
  }
});
