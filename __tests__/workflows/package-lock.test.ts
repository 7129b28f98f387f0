import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

interface LockedPackage {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  /** Part of the archive of another package, whose integrity covers it. */
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
}

const lock: { lockfileVersion: number; packages: Record<string, LockedPackage> } = JSON.parse(
  readFileSync("package-lock.json", "utf8"),
);
const locked = Object.entries(lock.packages).filter(([path]) => path !== "");
const pathsWhere = (holds: (entry: LockedPackage) => boolean) =>
  locked.filter(([, entry]) => holds(entry)).map(([path]) => path);

it("npm ci can verify every package that it downloads", () => {
  expect(locked.length).toBeGreaterThan(0);
  const unverified = pathsWhere(
    ({ link, inBundle, integrity }) =>
      !link && !inBundle && !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ""),
  );
  expect(unverified).toEqual([]);
});

it("the lock file names no registry, and a later install adds none", () => {
  expect(pathsWhere(({ resolved, link }) => resolved !== undefined && !link)).toEqual([]);
  expect(readFileSync(".npmrc", "utf8")).toMatch(/^omit-lockfile-registry-resolved=true$/m);
});

it("no package needs its install script", () => {
  // esbuild's only makes its command start faster; without it, the platform's package is found too.
  expect(pathsWhere(({ hasInstallScript }) => hasInstallScript === true)).toEqual([
    "node_modules/esbuild",
  ]);
});
