import { z } from "zod";
import { cidrBlock, resourceId } from "./primitives";

const byIdOrName = (prefix: string, what: string) =>
  z
    .union([
      z.strictObject({ id: resourceId(prefix).describe("by id") }),
      z.strictObject({ name: z.string().min(1).describe("or by Name tag") }),
    ])
    .describe(`the ${what}, by \`id\` or by the \`name\` in its Name tag`);

export const existingParts = z
  .strictObject({
    vpc: byIdOrName("vpc", "VPC"),
    subnet: byIdOrName("subnet", "public subnet that the service runs in today"),
    cluster: z
      .strictObject({
        name: z
          .string()
          .regex(/^[A-Za-z][\w-]{0,254}$/, "must be an ECS cluster name")
          .describe("the ECS cluster"),
        capacityProviders: z
          .array(z.string().min(1))
          .optional()
          .describe(
            "capacity providers that the cluster already has, such as FARGATE: kept; Terraform would remove any that is not listed here, so `[]` must be said unless the foundation creates the cluster",
          ),
        defaultCapacityProviderStrategy: z
          .array(
            z.strictObject({
              capacityProvider: z.string().min(1).describe("one of the providers above"),
              weight: z
                .int()
                .min(0)
                .max(1000)
                .default(1)
                .describe("share of the tasks beyond `base`"),
              base: z.int().min(0).max(100_000).default(0).describe("tasks placed here first"),
            }),
          )
          .optional()
          .describe(
            "the cluster's default strategy today: kept as it is; `[]` must be said, as above",
          ),
      })
      .describe("the ECS cluster on EC2"),
  })
  .describe(
    "what exists before: looked up, never changed but for the cluster's list of capacity providers",
  );

export const foundation = z
  .strictObject({
    vpcCidrBlock: cidrBlock
      .default("10.0.0.0/16")
      .describe("address range of the VPC; the exercise's"),
    subnetCidrBlock: cidrBlock
      .default("10.0.1.0/24")
      .describe("address range of the first subnet; the exercise's"),
    availabilityZone: z
      .string()
      .min(1)
      .optional()
      .describe("zone of the first subnet; AWS chooses where it is left out"),
  })
  .describe(
    "create what exists before, in an empty account or an emulator; leave out where it does exist",
  );

/** The Application Load Balancer needs at least a /27 in each zone. */
const SMALLEST_SUBNET_PREFIX = 27;

export const newSubnets = z
  .array(
    z.strictObject({
      availabilityZone: z
        .string()
        .min(1)
        .optional()
        .describe("zone; where left out, one that has no subnet of the service yet"),
      cidrBlock: cidrBlock
        .refine((block) => Number(block.split("/")[1]) <= SMALLEST_SUBNET_PREFIX, {
          error: `is smaller than /${SMALLEST_SUBNET_PREFIX}, the least that a load balancer accepts`,
        })
        .optional()
        .describe(
          "address range; where left out, the first free block of the existing subnet's size",
        ),
    }),
  )
  .min(1)
  .max(5)
  .default([{}])
  .describe(
    "public subnets to add, one for each further zone; one makes two zones, which is the exercise",
  );
