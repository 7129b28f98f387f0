import { z } from "zod";
import { arn, sourceCidrBlock, unique } from "./primitives";
import { isTlsPolicy, RECOMMENDED_TLS_POLICY } from "./tls-policies";

export const loadBalancer = z
  .strictObject({
    certificateArn: arn("acm")
      .optional()
      .describe("ACM certificate: adds HTTPS on 443 and redirects port 80 to it with a 301"),
    sslPolicy: z
      .string()
      .refine(isTlsPolicy, {
        error: `is not a TLS policy of an Application Load Balancer: give one such as ${RECOMMENDED_TLS_POLICY}, or leave it out`,
      })
      .default(RECOMMENDED_TLS_POLICY)
      .describe(
        "TLS policy of the HTTPS listener; AWS's recommended one: TLS 1.3 and 1.2, with post-quantum key exchange",
      ),
    allowedCidrBlocks: unique(z.array(sourceCidrBlock).min(1))
      .default(["0.0.0.0/0"])
      .describe("who may reach the load balancer; anyone, because the service is public"),
    clientKeepAliveSeconds: z
      .int()
      .min(60)
      .max(604_800)
      .default(300)
      .describe(
        "longest life of a client connection; 300 so that clients come back through DNS soon after a zonal shift",
      ),
    idleTimeoutSeconds: z
      .int()
      .min(1)
      .max(4000)
      .default(60)
      .describe("how long an idle connection is kept; AWS's default"),
    accessLogs: z
      .strictObject({
        enabled: z
          .boolean()
          .default(true)
          .describe("write access logs; on, because a zone loss is judged by them"),
        retentionDays: z.int().min(1).max(3650).default(90).describe("days until a log is deleted"),
      })
      .prefault({})
      .describe("access logs in a bucket of their own"),
  })
  .prefault({})
  .describe("the Application Load Balancer");
