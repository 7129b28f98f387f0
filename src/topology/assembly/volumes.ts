import { isUnknown, type Knowable, unknown } from "../knowable";
import type { Volume } from "../model";
import type { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import { allKnown, known, toldBlock } from "./identity";

type Kind = Knowable<Volume["kind"]>;

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html */
export function volumesOf(definition: Block, graph: Graph): Knowable<readonly Volume[]> {
  return known(definition.blocks("volume"), (volumes) =>
    allKnown(
      volumes.map((volume) =>
        known(volume.text("name"), (name) =>
          known(kindOf(volume, graph), (kind) => ({ name, kind })),
        ),
      ),
    ),
  );
}

function kindOf(volume: Block, graph: Graph): Kind {
  if (volume.value("host_path") !== undefined) {
    return "host";
  }
  // An EBS volume, which stays in the zone that it is made in.
  if (volume.flag("configure_at_launch") === true) {
    return "zonal";
  }
  return (
    kindOfBlock(volume, "efs_volume_configuration", (efs) =>
      fileSystemOf(efs, "aws_efs_file_system", graph, (system) =>
        system.value("availability_zone_name") === undefined ? "regional" : "zonal",
      ),
    ) ??
    kindOfBlock(volume, "fsx_windows_file_server_volume_configuration", (fsx) =>
      fileSystemOf(fsx, "aws_fsx_windows_file_system", graph, (system) =>
        known(system.optionalText("deployment_type"), (type) =>
          type === "MULTI_AZ_1" ? "regional" : "zonal",
        ),
      ),
    ) ??
    kindOfBlock(volume, "docker_volume_configuration", kindOfDockerVolume) ??
    "task"
  );
}

function kindOfBlock(volume: Block, name: string, kind: (block: Block) => Kind): Kind | undefined {
  const block = volume.block(name);
  return block === undefined || isUnknown(block) ? block : kind(block);
}

function fileSystemOf(
  configuration: Block,
  type: string,
  graph: Graph,
  kind: (system: Block) => Kind,
): Kind {
  const resource = graph.find(configuration.value("file_system_id") ?? null, type);
  return known(toldBlock(resource, graph), kind);
}

function kindOfDockerVolume(docker: Block): Kind {
  const driver = docker.optionalText("driver");
  if (driver !== undefined && driver !== "local") {
    return unknown("what a volume driver keeps where is not known");
  }
  return known(docker.optionalText("scope"), (scope) => (scope === "shared" ? "host" : "task"));
}
