import { askSandbox } from "../sandbox/control";
import type { AccessKey } from "../sandbox/gateway/access-keys";
import { type ZoneAction, zonePath } from "../sandbox/zone-control";
import type { NodeFate } from "../sandbox/zone-faults";
import { readRunning } from "./sandbox-state";
import { WrongUsage } from "./wrong-usage";

/** As HTTP has it for what is not found. */
const NO_SUCH_ZONE = 404;

const DONE: Readonly<Record<ZoneAction, string>> = {
  black: "black: nothing enters or leaves",
  restore: "restored",
  stop: "stopped",
};

/** Takes a zone of the running sandbox away, or gives it back. */
export async function controlZone(
  action: ZoneAction,
  zone: string,
  node: NodeFate = "lost",
): Promise<void> {
  const running = readRunning();
  const url = process.env["AWS_ENDPOINT_URL"] || running?.url;
  if (!url) {
    throw new Error(
      "no sandbox runs in the background, and AWS_ENDPOINT_URL names no other: start one with `npx ha sandbox start --detach`",
    );
  }
  const accessKey = running?.url === url ? running.accessKey : accessKeyOfEnvironment(url);
  const { instances } = await ask(url, accessKey, zonePath(zone, action, node));
  console.log(`${zone} ${DONE[action]}; instances there: ${instances.join(", ") || "none"}`);
}

function accessKeyOfEnvironment(url: string): AccessKey {
  const accessKeyId = process.env["AWS_ACCESS_KEY_ID"];
  const secretAccessKey = process.env["AWS_SECRET_ACCESS_KEY"];
  if (!accessKeyId || !secretAccessKey) {
    throw new Error(
      `AWS_ENDPOINT_URL is ${url}, but AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set: set what the sandbox has printed at its start`,
    );
  }
  return { accessKeyId, secretAccessKey };
}

async function ask(
  url: string,
  accessKey: AccessKey,
  path: string,
): Promise<{ readonly instances: readonly string[] }> {
  const { statusCode, answer } = await askSandbox(url, accessKey, "POST", path).catch(
    (error: unknown) => {
      throw new Error(`no sandbox answers at ${url}`, { cause: error });
    },
  );
  const { instances, message } = (answer ?? {}) as {
    instances?: readonly string[];
    message?: string;
  };
  if (statusCode === 200 && instances) {
    return { instances };
  }
  if (statusCode === NO_SUCH_ZONE && message) {
    throw new WrongUsage(message);
  }
  throw new Error(message ?? `what answers at ${url} is not a sandbox`);
}
