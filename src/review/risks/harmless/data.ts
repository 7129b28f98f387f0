import { becomes, grows, growsFromSome, growsOrNeverEnds } from "./conditions";
import type { HarmlessTypes } from "./harmless";

const keptLonger = "what it holds is kept for longer";
const keptByMistake = "it is not deleted by mistake";

/** Data that is kept longer, or guarded better. */
export const DATA: HarmlessTypes = {
  aws_cloudwatch_log_group: {
    changes: [
      { attributes: ["retention_in_days"], when: growsOrNeverEnds, why: keptLonger },
      { attributes: ["skip_destroy"], when: becomes(true), why: keptByMistake },
    ],
    creation: { why: "it takes in what others write" },
  },
  aws_db_instance: {
    changes: [{ attributes: ["deletion_protection"], when: becomes(true), why: keptByMistake }],
  },
  aws_rds_cluster: {
    changes: [
      { attributes: ["deletion_protection"], when: becomes(true), why: keptByMistake },
      { attributes: ["backup_retention_period"], when: grows, why: keptLonger },
    ],
  },
  aws_dynamodb_table: {
    changes: [
      { attributes: ["deletion_protection_enabled"], when: becomes(true), why: keptByMistake },
      {
        attributes: ["point_in_time_recovery.enabled"],
        when: becomes(true),
        why: "it can be had back as it was",
      },
      {
        attributes: ["point_in_time_recovery.recovery_period_in_days"],
        when: grows,
        why: keptLonger,
      },
    ],
  },
  aws_ecr_repository: {
    changes: [
      {
        attributes: ["image_scanning_configuration.scan_on_push"],
        when: becomes(true),
        why: "images are looked at when they are pushed",
      },
    ],
  },
  aws_kms_key: {
    changes: [
      {
        attributes: ["deletion_window_in_days"],
        when: grows,
        why: "there is more time to take a deletion back",
      },
      {
        attributes: ["enable_key_rotation"],
        when: becomes(true),
        why: "what older keys encrypted can be read as before",
      },
    ],
  },
  aws_s3_bucket: {
    changes: [{ attributes: ["force_destroy"], when: becomes(false), why: keptByMistake }],
  },
  aws_s3_bucket_lifecycle_configuration: {
    changes: [
      {
        attributes: ["rule.expiration.days", "rule.noncurrent_version_expiration.noncurrent_days"],
        when: growsFromSome,
        why: keptLonger,
      },
    ],
  },
  aws_s3_bucket_versioning: {
    changes: [
      {
        attributes: ["versioning_configuration.status"],
        when: becomes("Enabled"),
        why: "what is overwritten or deleted can be had back",
      },
    ],
  },
  aws_secretsmanager_secret: {
    changes: [
      {
        attributes: ["recovery_window_in_days"],
        when: grows,
        why: "there is more time to take a deletion back",
      },
    ],
  },
  aws_ssm_parameter: {
    computed: ["version"],
  },
};
