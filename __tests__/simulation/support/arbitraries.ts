import fc from "fast-check";
import type { Deployment } from "../../../src/simulation/deployment";
import { FAULT_KINDS, type Scenario } from "../../../src/simulation/scenario";
import { deployment, scenario } from "./deployment";

const healthChecks = fc
  .record({
    intervalMs: fc.integer({ min: 5, max: 300 }).map((seconds) => seconds * 1_000),
    timeoutShare: fc.double({ min: 0, max: 1, noNaN: true }),
    healthyThreshold: fc.integer({ min: 2, max: 10 }),
    unhealthyThreshold: fc.integer({ min: 2, max: 10 }),
  })
  .map(({ timeoutShare, ...check }) => ({
    ...check,
    timeoutMs: 2_000 + Math.floor(timeoutShare * (Math.min(check.intervalMs, 120_000) - 3_000)),
  }));

const usually = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof(
    { arbitrary: fc.constant(usual), weight: 6 },
    { arbitrary: fc.constantFrom(...others), weight: 1 },
  );

const minimums = fc.record({
  count: usually(1, 2),
  percentage: usually<number | "off">("off", 40, 60),
});

/** One or two target groups of one or two services on instances in two or three zones. */
export const deployments: fc.Arbitrary<Deployment> = fc
  .record({
    zones: fc.constantFrom(["a", "b"], ["a", "b", "c"]),
    tasks: usually(3, 1, 2, 4, 7),
    checks: fc.array(healthChecks, { minLength: 1, maxLength: 2 }),
    crossZone: usually(true, false),
    routing: minimums,
    dnsFailover: minimums,
    instancesPerZone: fc.integer({ min: 1, max: 2 }),
    memoryMiB: usually(256, 900),
    hostPort: usually(0, 8080),
    maximumPercent: usually(200, 100, 150),
    managedDraining: fc.boolean(),
    protectedFromScaleIn: fc.boolean(),
    oneService: fc.boolean(),
  })
  .map((drawn) => {
    const { instancesPerZone, zones } = drawn;
    const base = deployment({
      zones,
      service: { desiredCount: drawn.tasks, maximumPercent: drawn.maximumPercent },
      group: {
        minSize: instancesPerZone * zones.length,
        maxSize: 2 * instancesPerZone * zones.length,
        managedDraining: drawn.managedDraining,
        protectedFromScaleIn: drawn.protectedFromScaleIn,
      },
    });
    const positions = drawn.checks.map((_, position) => position);
    return {
      ...base,
      targetGroups: base.targetGroups.flatMap((group) =>
        drawn.checks.map((healthCheck, position) => ({
          ...group,
          name: `group-${position}`,
          healthCheck,
          routing: {
            crossZone: drawn.crossZone || position === 1,
            minimumHealthyTargets: drawn.routing,
          },
          dnsFailover: drawn.dnsFailover,
        })),
      ),
      services: base.services.flatMap((service) => {
        const { memoryMiB, hostPort } = drawn;
        const plan = {
          ...service,
          requirements: { ...service.requirements, memoryMiB, hostPorts: [hostPort] },
        };
        return drawn.oneService
          ? [{ ...plan, targetGroups: positions }]
          : positions.map((position) => ({
              ...plan,
              name: `service-${position}`,
              targetGroups: [position],
            }));
      }),
    };
  });

/** Over so long that the slowest checks are done with. */
export const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    fault: fc.constantFrom(...FAULT_KINDS),
    zone: fc.constantFrom("a", "b"),
    nodeLost: fc.boolean(),
    launches: fc.boolean(),
    zonalShift: fc.boolean(),
  })
  .map((drawn) => scenario({ ...drawn, horizonMs: 2 * 3_600_000 }));
