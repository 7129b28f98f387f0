import type { CapacityProviders } from "../../../src/sandbox/capacity-providers";
import { recognise } from "../../../src/sandbox/gateway/aws-request";
import { jsonResponse } from "../../../src/sandbox/gateway/aws-response";

const SCALING = {
  status: "ENABLED",
  targetCapacity: 100,
  minimumScalingStepSize: 1,
  maximumScalingStepSize: 4,
  instanceWarmupPeriod: 120,
};

/** Asks for a provider of a group, with all that is managed; the store says nothing of draining. */
export async function providerAction(
  providers: CapacityProviders,
  action: "CreateCapacityProvider" | "UpdateCapacityProvider" | "DescribeCapacityProviders",
  autoScalingGroupArn: string,
  managedDraining?: "ENABLED" | "DISABLED",
): Promise<string | undefined> {
  const request = recognise(
    "POST",
    "/",
    {
      authorization: "Credential=test/20261122/eu-north-1/ecs/aws4_request",
      "x-amz-target": `AmazonEC2ContainerServiceV20141113.${action}`,
    },
    Buffer.from(
      JSON.stringify({ name: "provider", autoScalingGroupProvider: { managedDraining } }),
    ),
  );
  const stored = jsonResponse({
    capacityProvider: {
      name: "provider",
      autoScalingGroupProvider: {
        autoScalingGroupArn,
        managedScaling: SCALING,
        managedTerminationProtection: "ENABLED",
      },
    },
  });
  const answer = await providers.handlers[`ecs:${action}`]?.(request, async () => stored);
  const { capacityProvider } = JSON.parse(answer?.body.toString() ?? "{}");
  return capacityProvider?.autoScalingGroupProvider.managedDraining;
}
