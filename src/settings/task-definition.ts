import { z } from "zod";
import { arn, unique } from "./primitives";
import { secretLook } from "./secret-looks";

const existingTaskDefinition = z
  .strictObject({
    family: z
      .string()
      .regex(/^[\w-]{1,255}$/, "must be a task definition family")
      .describe("family"),
    revision: z
      .int()
      .positive()
      .optional()
      .describe("revision; the latest active one where left out"),
  })
  .describe("a task definition that exists");

const newTaskDefinition = z
  .strictObject({
    image: z
      .string()
      .min(1)
      .refine((image) => image.includes("@sha256:") || /:(?!latest$)[\w.-]+$/.test(image), {
        error:
          "has no fixed tag or digest, so a rollback would have nowhere to go: give one that is not `latest`",
      })
      .describe("container image with a fixed tag or digest"),
    command: z.array(z.string()).optional().describe("command, where not the image's own"),
    environment: z
      .record(z.string(), z.string())
      .superRefine((variables, context) => {
        for (const [name, value] of Object.entries(variables)) {
          const look = secretLook(name, value);
          if (look) {
            context.addIssue({
              code: "custom",
              path: [name],
              // A value that may be a secret is not quoted.
              message: `${look}, and everyone who may read the task definition would see it: keep it in Secrets Manager or Parameter Store, and give its ARN in secrets`,
              params: { confidential: true },
            });
          }
        }
      })
      .default({})
      .describe("environment variables; no secrets: what looks like one is refused"),
    secrets: z
      .record(z.string(), arn("secretsmanager", "ssm"))
      .default({})
      .describe("environment variables from Secrets Manager or Parameter Store, by ARN"),
    secretsKmsKeyArns: z
      .array(
        z
          .string()
          .regex(
            /^arn:aws[a-z-]*:kms:[^:]+:\d{12}:key\/./,
            "must be the ARN of a key, not of an alias",
          ),
      )
      .default([])
      .describe("customer keys that encrypt those secrets"),
    taskRolePolicyArns: unique(z.array(arn("iam")))
      .default([])
      .describe("what the program itself may do in AWS; nothing"),
    logRetentionDays: z
      .literal([1, 3, 5, 7, 14, 30, 60, 90, 180, 365, 731, 1827, 3653])
      .default(30)
      .describe("days that logs are kept"),
    readonlyRootFilesystem: z
      .boolean()
      .default(true)
      .describe("mount the image read-only; on, the safer choice"),
    user: z
      .string()
      .refine((user) => !/^(0|root)(:|$)/.test(user), {
        error: "is root: give an unprivileged user",
      })
      .default("1000:1000")
      .describe("user that the container runs as; not root"),
    healthCheckCommand: z
      .array(z.string())
      .min(2)
      .refine(([first]) => first === "CMD" || first === "CMD-SHELL", {
        error: "must begin with CMD or CMD-SHELL",
      })
      .optional()
      .describe("container health check; none, because the load balancer checks"),
  })
  .describe("a task definition to create");

/** Told apart by what each must have: a family, or an image. */
export const taskDefinition = z.union([existingTaskDefinition, newTaskDefinition]);
