import { UNKNOWN } from "../../changes/property";
import type { Detector } from "../weakenings";

/** How an instance is told its cluster: on Linux, on Bottlerocket, and on Windows. */
const CLUSTERS = [
  /\bECS_CLUSTER\s*=\s*["']?([^\s"'\\;]+)/,
  /^\s*\[settings\.ecs\][^[]*?^\s*cluster\s*=\s*["']([^"']+)["']/ms,
  /-Cluster\s+["']?([^\s"']+)/i,
];

const PATHS = [["user_data"]];

/** What an instance runs when it starts, and by which it joins its cluster. */
export const userDataChanges: Detector = (before, after) => {
  const [was, is] = [before?.["user_data"], after["user_data"]];
  if (!before || was === is || isNone(was)) {
    return [];
  }
  if (is === UNKNOWN) {
    return [{ what: "it is not known yet what new instances run when they start", paths: PATHS }];
  }
  if (isNone(is)) {
    return [
      {
        level: "blocked",
        what: "the user data is dropped: new instances do not join the cluster any more",
        paths: PATHS,
      },
    ];
  }
  const cluster = clusterIn(was);
  return cluster !== undefined && clusterIn(is) !== cluster && !isComputed(is)
    ? [
        {
          level: "blocked",
          what: "new instances do not join the cluster any more that the user data named before",
          paths: PATHS,
        },
      ]
    : [{ what: "new instances run something else when they start", paths: PATHS }];
};

function isNone(userData: unknown): boolean {
  return userData === null || userData === undefined || userData === "";
}

/** Undefined where it is not named, or a shell has yet to say how. */
function clusterIn(userData: unknown): string | undefined {
  const text = decoded(userData);
  const named = CLUSTERS.map((pattern) => pattern.exec(text)?.[1]).find(
    (name) => name !== undefined,
  );
  return named?.includes("$") ? undefined : named;
}

/** Whether another cluster may be named where it cannot be read. */
function isComputed(userData: unknown): boolean {
  const text = decoded(userData);
  return /ECS_CLUSTER\s*=\s*["']?[^\s"']*\$/.test(text) || hasBinary(text);
}

function hasBinary(text: string): boolean {
  return text.includes("\u0000") || text.includes("\ufffd");
}

function decoded(userData: unknown): string {
  return Buffer.from(String(userData), "base64").toString("utf8");
}
