import { isDeepStrictEqual } from "node:util";
import { isRecord, list } from "../../../topology/terraform/json";
import type { Condition } from "./harmless";

type Container = Readonly<Record<string, unknown>>;

/** The same containers, each from its own repository, by other tags or digests that stay what they are. */
export const otherFixedImages: Condition = ({ was, becomes, after: task }) => {
  const ownNetwork = task["network_mode"] === "awsvpc";
  const [before, after] = [containersIn(was, ownNetwork), containersIn(becomes, ownNetwork)];
  return (
    before !== undefined &&
    after !== undefined &&
    before.length === after.length &&
    before.every((container) => {
      const successor = after.find(({ name }) => name === container["name"]);
      return successor !== undefined && differsInFixedImage(container, successor);
    })
  );
};

function differsInFixedImage(before: Container, after: Container): boolean {
  const { image: was, ...rest } = before;
  const { image: is, ...itsRest } = after;
  return (
    isDeepStrictEqual(rest, itsRest) &&
    (was === is || (isFixed(was) && isFixed(is) && repositoryOf(was) === repositoryOf(is)))
  );
}

/** What AWS and the provider write where a definition leaves it out. */
const DEFAULTS: Readonly<Record<string, unknown>> = { cpu: 0, essential: true };

/** @param ownNetwork tasks in awsvpc mode: the host's port is always the container's */
function containersIn(definitions: unknown, ownNetwork: boolean): readonly Container[] | undefined {
  try {
    const containers: unknown = JSON.parse(String(definitions));
    return Array.isArray(containers) && containers.every(isRecord)
      ? containers.map((container) => comparable(container, ownNetwork))
      : undefined;
  } catch {
    return undefined;
  }
}

function comparable(container: Container, ownNetwork: boolean): Container {
  const written = Object.entries(container).filter(
    ([name, value]) => !isEmpty(value) && DEFAULTS[name] !== value,
  );
  return Object.fromEntries(
    written.map(([name, value]) => {
      switch (name) {
        case "environment":
        case "secrets":
          return [name, byName(value)];
        case "portMappings":
          return [name, list(value).map((mapping) => comparablePort(mapping, ownNetwork))];
        default:
          return [name, value];
      }
    }),
  );
}

/** Their order means nothing, and the provider sorts them. */
function byName(entries: unknown): unknown {
  return Array.isArray(entries) && entries.every(isRecord)
    ? [...entries].sort((one, other) => (String(one["name"]) < String(other["name"]) ? -1 : 1))
    : entries;
}

function comparablePort(mapping: unknown, ownNetwork: boolean): unknown {
  return isRecord(mapping)
    ? Object.fromEntries(
        Object.entries({ protocol: "tcp", hostPort: 0, ...mapping }).filter(
          ([name, value]) => !isEmpty(value) && !(ownNetwork && name === "hostPort"),
        ),
      )
    : mapping;
}

function isEmpty(value: unknown): boolean {
  return (
    value === null || value === "" || (typeof value === "object" && Object.keys(value).length === 0)
  );
}

/** Names that whoever publishes an image moves from one build to the next. */
const MOVING =
  /(^|[._-])(latest|stable|edge|main|master|trunk|head|dev|develop|development|nightly|canary|current|prod|production|staging|stage|test|qa|uat|live|snapshot|lts|mainline)([._-]|$)/i;

/** Named by its content, or by a tag that carries the number of a version or build. */
function isFixed(image: unknown): image is string {
  if (typeof image !== "string") {
    return false;
  }
  const { tag, digest } = partsOf(image);
  return digest !== undefined || (tag !== undefined && /\d/.test(tag) && !MOVING.test(tag));
}

function repositoryOf(image: string): string {
  return partsOf(image).repository;
}

/** `registry:5000/name:tag@sha256:…` in its parts. */
function partsOf(image: string) {
  const [named = "", digest] = image.split("@");
  const [, repository = named, tag] = /^(.*):([^/:]+)$/.exec(named) ?? [];
  return { repository, tag, digest };
}
