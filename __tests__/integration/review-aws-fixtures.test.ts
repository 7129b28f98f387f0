import { cpSync } from "node:fs";
import { join } from "node:path";
import {
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcsCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
} from "@aws-sdk/client-ec2";
import { describe, expect, inject, it } from "vitest";
import { findTerraform } from "../../src/sandbox/terraform-program";
import { expectFixture } from "../review/support/fixtures";
import { PlanningTerraform } from "../review/support/planning-terraform";
import { Moto } from "../support/moto";
import { temporaryFolder } from "../support/terraform";

const { providerMirror, moto: hasMoto } = inject("tools");
/** The provider takes its time, most of all on a machine that does something else beside. */
const LIMIT_MS = 300_000;

const isTerraform = providerMirror !== undefined && findTerraform() === "terraform";

/** Plans of the real AWS provider that reviews are tested on. */
describe.skipIf(!isTerraform)("plans of AWS resources that reviews are tested on", () => {
  it(
    "are what Terraform writes of a service that is created, and of a weaker one",
    async () => {
      const terraform = new PlanningTerraform(copyOf("service"));
      await terraform.init();
      expectFixture("service", await terraform.planJson());
      const weakened = [
        "-var=health_check_interval=30",
        "-var=minimum_instances=1",
        "-var=alarm=false",
      ];
      expectFixture("service-weakened", await terraform.planJson(weakened));
    },
    LIMIT_MS,
  );

  it.skipIf(!hasMoto)(
    "are what Terraform writes of changes, replacements, destruction and drift",
    async () => {
      const moto = await Moto.start();
      try {
        const terraform = new PlanningTerraform(copyOf("network"), moto.env);
        await terraform.init();
        await terraform.apply();
        await changeOutsideTerraform(moto.env);
        expectFixture("network-weakened", await terraform.planJson(["-var=weakened=true"]));
      } finally {
        await moto.stop();
      }
    },
    LIMIT_MS,
  );
});

function copyOf(configuration: string): string {
  const copy = join(temporaryFolder(), configuration);
  cpSync(join(__dirname, "../review/terraform", configuration), copy, { recursive: true });
  return copy;
}

/** Someone turns a switch in the console, and deletes a group. */
async function changeOutsideTerraform(env: Readonly<Record<string, string>>): Promise<void> {
  const ec2 = new EC2Client({
    endpoint: env["AWS_ENDPOINT_URL"],
    region: env["AWS_REGION"],
    credentials: {
      accessKeyId: env["AWS_ACCESS_KEY_ID"] ?? "",
      secretAccessKey: env["AWS_SECRET_ACCESS_KEY"] ?? "",
    },
  });
  const vpcs = await ec2.send(
    new DescribeVpcsCommand({ Filters: [{ Name: "cidr", Values: ["10.0.0.0/16"] }] }),
  );
  await ec2.send(
    new ModifyVpcAttributeCommand({
      VpcId: vpcs.Vpcs?.[0]?.VpcId,
      EnableDnsHostnames: { Value: true },
    }),
  );
  const groups = await ec2.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: "group-name", Values: ["lost"] }] }),
  );
  expect(groups.SecurityGroups).toHaveLength(1);
  await ec2.send(new DeleteSecurityGroupCommand({ GroupId: groups.SecurityGroups?.[0]?.GroupId }));
}
