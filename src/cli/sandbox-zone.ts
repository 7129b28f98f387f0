import { request } from "undici";
import { type ZoneAction, zonePath } from "../sandbox/zone-control";
import type { NodeFate } from "../sandbox/zone-faults";
import { readRunning } from "./sandbox";

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
  const url = process.env["AWS_ENDPOINT_URL"] || readRunning()?.url;
  if (!url) {
    throw new Error(
      "no sandbox runs in the background, and AWS_ENDPOINT_URL names no other: start one with `npx ha sandbox start --detach`",
    );
  }
  const { instances } = await ask(url, zonePath(zone, action, node));
  console.log(`${zone} ${DONE[action]}; instances there: ${instances.join(", ") || "none"}`);
}

async function ask(url: string, path: string): Promise<{ readonly instances: readonly string[] }> {
  const { statusCode, body } = await request(new URL(path, url), { method: "POST" }).catch(
    (error: unknown) => {
      throw new Error(`no sandbox answers at ${url}`, { cause: error });
    },
  );
  const answer = (await body.json().catch(() => undefined)) as
    | { instances?: readonly string[]; message?: string }
    | undefined;
  if (statusCode === 200 && answer?.instances) {
    return { instances: answer.instances };
  }
  throw new Error(answer?.message ?? `what answers at ${url} is not a sandbox`);
}
