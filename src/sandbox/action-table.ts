import { createParts } from "./parts";

/** What the services are called by people. */
const SERVICES: Readonly<Record<string, string>> = {
  "application-autoscaling": "Application Auto Scaling",
  autoscaling: "EC2 Auto Scaling",
  ec2: "EC2",
  ecs: "ECS",
  elasticloadbalancing: "Elastic Load Balancing",
};

/** Of the services whose actions are told by method and path. */
const BY_PATH: readonly (readonly [string, string])[] = [
  [
    "FIS",
    "CreateExperimentTemplate, DeleteExperimentTemplate, GetExperiment, GetExperimentTemplate, ListExperiments, ListExperimentTemplates, StartExperiment, StopExperiment, UpdateExperimentTemplate",
  ],
  ["ARC zonal shift", "CancelZonalShift, GetManagedResource, ListZonalShifts, StartZonalShift"],
  ["S3", "DeleteBucketPolicy, GetBucketPolicy, PutBucketPolicy"],
];

/** The actions that the sandbox answers itself, or corrects, as a Markdown table. */
export async function actionTable(): Promise<string> {
  const parts = await createParts({ storeSocket: "/nowhere", region: "none", speed: 1 });
  parts.close();
  const actions = Object.keys(parts.handlers).map((key) => key.split(":") as [string, string]);
  const rows = Object.entries(SERVICES).map(([service, name]) => [
    name,
    actions
      .filter(([of]) => of === service)
      .map(([, action]) => action)
      .sort()
      .join(", "),
  ]);
  return [
    "| service | actions answered or corrected |",
    "| --- | --- |",
    ...[...rows, ...BY_PATH].map(([name, list]) => `| ${name} | ${list} |`),
  ].join("\n");
}
