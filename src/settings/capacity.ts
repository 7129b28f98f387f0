import { z } from "zod";
import { findInstanceType, type InstanceType } from "../capacity/instance-types";
import { resourceId } from "./primitives";

const describedType = z.strictObject({
  name: z.string().min(3).describe("instance type"),
  memoryMiB: z.int().positive().describe("its memory"),
  vcpus: z.int().positive().describe("its vCPUs"),
  networkInterfaces: z.int().min(1).describe("its network interfaces, the first included"),
  architecture: z.enum(["x86_64", "arm64"]).describe("its processor"),
});

const knownType = z
  .string()
  .refine((name) => findInstanceType(name) !== undefined, {
    error:
      "is not in the built-in table: check the spelling, or give { name, memoryMiB, vcpus, networkInterfaces, architecture }",
    abort: true,
  })
  .transform((name) => findInstanceType(name) as InstanceType);

export const capacity = z
  .strictObject({
    instanceTypes: z
      .array(z.union([describedType, knownType]))
      .min(1)
      .refine((types) => new Set(types.map((type) => type.architecture)).size === 1, {
        error: "mixes x86_64 and arm64, which need different machine images: choose one",
      })
      .prefault(["t3.small"])
      .describe(
        "instance types, in order of preference; several make a mixed group that still launches where one type has run out",
      ),
    spotPercent: z
      .int()
      .min(0)
      .max(90)
      .default(0)
      .describe(
        "share of Spot above one On-Demand instance a zone; none, because a zone loss and a Spot shortage come together",
      ),
    minimumSize: z
      .int()
      .min(2)
      .max(10_000)
      .optional()
      .describe(
        "least number of instances; where left out, the least that keeps every task placed when any one zone is lost",
      ),
    maximumSize: z
      .int()
      .min(2)
      .max(10_000)
      .optional()
      .describe(
        "greatest number of instances; where left out, twice the minimum: room for a deployment while a zone is lost",
      ),
    targetCapacityPercent: z
      .int()
      .min(1)
      .max(100)
      .default(100)
      .describe(
        "managed scaling target; 100, because the reserve for a lost zone is the minimum size, and a lower target grows without end when tasks spread over new instances",
      ),
    instanceWarmupSeconds: z
      .int()
      .min(0)
      .max(10_000)
      .default(120)
      .describe("until a new instance counts; the upper end of what boot and registration take"),
    rootVolumeGiB: z
      .int()
      .min(30)
      .max(16_384)
      .default(30)
      .describe("root volume (gp3, encrypted); 30 is the image's own size"),
    imageId: resourceId("ami")
      .optional()
      .describe(
        "pinned machine image; where left out, the current ECS-optimized Amazon Linux 2023, so that a later deploy rolls the instances when AWS has released a new one",
      ),
  })
  .prefault({})
  .describe("the EC2 instances");
