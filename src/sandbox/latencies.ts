import { type AssumedLatency, latencyMs } from "../simulation/latencies";

/** How far up its range: what lies at an end cannot be told, by measuring, to lie within. */
const SHARE = 0.1;

/** How long a step takes in the sandbox for which AWS publishes no figure, in milliseconds. */
export function sandboxLatencyMs(latency: AssumedLatency): number {
  return latencyMs(latency, SHARE);
}
