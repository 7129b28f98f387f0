import { type Cluster, DescribeClustersCommand, type ECSClient } from "@aws-sdk/client-ecs";
import type { Environment } from "../../../settings";
import type { Check } from "../check";
import { isCheck, lookedUp, missing, mistaken, type Place, sound, unclear } from "./answer";
import { providerChecks } from "./capacity-providers";

type Settings = Pick<Environment, "application" | "name" | "existing" | "alarms">;

const PATH = ["existing", "cluster", "name"];

export async function lookUpCluster(
  ecs: ECSClient,
  settings: Settings,
  place: Place,
): Promise<readonly Check[]> {
  const { name } = settings.existing.cluster;
  const answer = await lookedUp(PATH, "the cluster", () =>
    ecs.send(new DescribeClustersCommand({ clusters: [name], include: ["SETTINGS"] })),
  );
  if (isCheck(answer)) {
    return [answer];
  }
  const [cluster] = answer.clusters ?? [];
  const [failure] = answer.failures ?? [];
  if (cluster === undefined && failure && failure.reason !== "MISSING") {
    return [unclear(PATH, `could not look up the cluster "${name}": ${failure.reason}`)];
  }
  // A deleted cluster is still listed for a while, and its name is free.
  if (cluster === undefined || (cluster.status === "INACTIVE" && place.foundation !== undefined)) {
    return [missing(PATH, name, place, "create it, or give another cluster")];
  }
  if (cluster.status !== "ACTIVE") {
    return [
      mistaken(
        PATH,
        `"${name}" is ${cluster.status}, not ACTIVE: create it, or give another cluster`,
      ),
    ];
  }
  return [
    sound(PATH, `"${name}" is ACTIVE`),
    ...(settings.alarms.containerInsights ? [insightsCheck(name, cluster)] : []),
    ...providerChecks(settings, cluster),
  ];
}

function insightsCheck(name: string, { settings }: Cluster): Check {
  const path = ["alarms", "containerInsights"];
  if (settings === undefined) {
    return unclear(path, `could not look up whether "${name}" has Container Insights on`);
  }
  const value = settings.find((setting) => setting.name === "containerInsights")?.value;
  return value === "enabled" || value === "enhanced"
    ? sound(path, `"${name}" has Container Insights ${value}`)
    : mistaken(
        path,
        `true, but the cluster "${name}" has Container Insights off, so no alarm can count its running tasks: turn it on with \`aws ecs update-cluster-settings --cluster ${name} --settings name=containerInsights,value=enabled\`, or set it to false and waive HA-OPS-02`,
      );
}
