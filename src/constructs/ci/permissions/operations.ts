import {
  allow,
  arn,
  carriesTags,
  givesTags,
  globalArn,
  type Ownership,
  type Statement,
} from "./ownership";

/** Alarms, their topic with its key, the dashboard. */
export function manageAlarms(owner: Ownership): Statement[] {
  const { prefix } = owner;
  return [
    allow(
      [
        "cloudwatch:DeleteAlarms",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:TagResource",
        "cloudwatch:UntagResource",
      ],
      [arn(owner, "cloudwatch", `alarm:${prefix}-*`)],
    ),
    allow(
      ["cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"],
      [globalArn(owner, "cloudwatch", `dashboard/${prefix}`)],
    ),
    allow(
      [
        "sns:CreateTopic",
        "sns:DeleteTopic",
        "sns:SetTopicAttributes",
        "sns:Subscribe",
        "sns:TagResource",
        "sns:UntagResource",
      ],
      [arn(owner, "sns", `${prefix}-alarms`)],
    ),
    // AWS cannot scope it: a subscription has no resource of its own in a policy.
    allow(["sns:Unsubscribe"], ["*"]),
    ...createKey(owner),
  ];
}

/**
 * A key is created and named, and no more: whoever may tag a key could call any key its own, so
 * nothing here can change a key's policy, disable it or delete it. A person does that.
 */
function createKey(owner: Ownership): Statement[] {
  const keys = arn(owner, "kms", "key/*");
  return [
    allow(["kms:CreateKey", "kms:TagResource"], ["*"], ...givesTags(owner)),
    allow(
      ["kms:CreateAlias", "kms:DeleteAlias", "kms:EnableKeyRotation", "kms:UntagResource"],
      [keys],
      ...carriesTags(owner),
    ),
    allow(
      ["kms:CreateAlias", "kms:DeleteAlias"],
      [arn(owner, "kms", `alias/${owner.prefix}-alarms`)],
    ),
  ];
}

/** The template of the zone-loss experiment: to run it is another matter. */
export function manageExperiment(owner: Ownership): Statement[] {
  const template = arn(owner, "fis", "experiment-template/*");
  return [
    allow(["fis:CreateExperimentTemplate", "fis:TagResource"], [template], ...givesTags(owner)),
    allow(
      [
        "fis:DeleteExperimentTemplate",
        "fis:TagResource",
        "fis:UntagResource",
        "fis:UpdateExperimentTemplate",
      ],
      [template],
      ...carriesTags(owner),
    ),
    allow(
      ["fis:CreateExperimentTemplate", "fis:UpdateExperimentTemplate"],
      [arn(owner, "fis", "action/*")],
    ),
  ];
}
