import { z } from "zod";
import { capacity } from "./capacity";
import { ci } from "./ci";
import { loadBalancer } from "./load-balancer";
import { existingParts, foundation, newSubnets } from "./network";
import { alarms, state, zoneLossExperiment } from "./operations";
import { label, tagKey, tagValue } from "./primitives";
import { services } from "./service";
import { waivers } from "./waivers";

/** Of capacity providers, security groups, load balancers and buckets, whose names begin with it. */
const FORBIDDEN_NAME_BEGINNING = /^(aws|ecs|fargate|internal-|sg-|sthree-)/;

/** Of every partition: an area, a direction within it, a number. */
export const REGION =
  /^(us(-gov|-iso[bf]?)?|eu(-isoe)?|eusc-de|ap|sa|ca|me|mx|af|il|cn)-(central|north|south|(north|south)?(east|west))-[1-9]$/;

/** Everything an environment file may say; each default stands here or in the imported part. */
export const environmentSchema = z.strictObject({
  name: label(15).describe("name of the environment; prefix of its stacks"),
  application: label(15)
    .refine((application) => !FORBIDDEN_NAME_BEGINNING.test(`${application}-`), {
      error:
        "is the beginning of a name that AWS forbids (aws, ecs, fargate, internal-, sg-, sthree-): give another name",
    })
    .default("taskmanager")
    .describe("name of the system; the first part of every resource's name"),
  region: z
    .string()
    .regex(REGION, "is not a region: give one such as eu-north-1")
    .describe("AWS region"),
  accountId: z
    .string()
    .regex(/^\d{12}$/, "must be 12 digits")
    .optional()
    .describe("AWS account; Terraform then refuses to run in any other"),
  tags: z.record(tagKey, tagValue).default({}).describe("further tags on everything"),
  protect: z
    .boolean()
    .default(true)
    .describe(
      "deletion protection of the load balancer, and logs that survive a destroy; on, off for a trial",
    ),
  state,
  foundation: foundation.optional(),
  existing: existingParts,
  newSubnets,
  services,
  loadBalancer,
  capacity,
  alarms,
  zoneLossExperiment: zoneLossExperiment.optional(),
  waivers,
  ci: ci.optional(),
});

/** What a person writes in `environments/*.ts`. */
export type EnvironmentInput = z.input<typeof environmentSchema>;

/** The settings with every default filled in, before what follows from several of them together. */
export type ParsedEnvironment = z.output<typeof environmentSchema>;
