import type { Backend, Home } from "../review/configuration/home";
import type { Environment } from "../settings";
import { placeBesideCheckout, type StatePlace, statePlace } from "../settings/state-place";

/** Where an environment's settings say that its stacks belong. */
export function homeOf(environment: Environment): Home {
  const { name, region, accountId } = environment;
  const kept = ["foundation", "ha", "ci"].map((part) => `${name}-${part}`);
  return {
    region,
    accountId,
    backends: new Map([
      ...kept.map((stack) => [stack, backendOf(statePlace(environment, stack))] as const),
      [`${name}-state`, backendOf(placeBesideCheckout(`${name}-state`))] as const,
    ]),
  };
}

function backendOf({ kind, ...settings }: StatePlace): Backend {
  return { type: kind, settings };
}
