import { EC2Client, StopInstancesCommand } from "@aws-sdk/client-ec2";
import {
  DescribeServicesCommand,
  ECSClient,
  type Service,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { sandboxEnvironment } from "../../../src/sandbox/environment";
import type { SandboxEvent } from "../../../src/sandbox/event-log";
import { Sandbox } from "../../../src/sandbox/sandbox";
import { Terraform } from "../../../src/sandbox/terraform";
import { synthesizeTo } from "../../support/terraform";

const { providerMirror, moto } = inject("tools");
const REGION = "eu-north-1";
const SPEED = 10;

interface Answer {
  readonly task: string;
  readonly service: string;
  readonly zone: string;
  readonly instance: string;
}

/** What is synthesized for AWS, applied to the sandbox unmodified, once for all tests. */
describe.skipIf(!providerMirror || !moto)("the demo environment in the sandbox", () => {
  const events: SandboxEvent[] = [];
  let sandbox: Sandbox;
  let ecs: ECSClient;
  let ec2: EC2Client;
  let foundation: Terraform;
  let ha: Terraform;
  let url: string;

  beforeAll(async () => {
    sandbox = await Sandbox.start({ port: 0, speed: SPEED, region: REGION });
    sandbox.log.onEvent((event) => events.push(event));
    const env = sandboxEnvironment(sandbox.url, REGION);
    const client = {
      endpoint: sandbox.url,
      region: REGION,
      credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" },
    };
    ecs = new ECSClient(client);
    ec2 = new EC2Client(client);
    const folderOf = synthesizeTo();
    foundation = new Terraform(folderOf("foundation"), env);
    ha = new Terraform(folderOf("ha"), env);
    for (const terraform of [foundation, ha]) {
      await terraform.init();
      await terraform.apply();
    }
    url = String(await ha.output("url"));
  }, 300_000);

  afterAll(() => sandbox?.stop());

  async function ask(path = "/"): Promise<Answer | undefined> {
    const response = await fetch(`${url}${path}`).catch(() => undefined);
    return response?.ok ? ((await response.json()) as Answer) : undefined;
  }

  const askMany = async (count: number) =>
    (await Promise.all(Array.from({ length: count }, () => ask()))).flatMap((each) => each ?? []);

  const zonesOf = (answers: readonly Answer[]) =>
    [...new Set(answers.map(({ zone }) => zone))].sort();

  async function service(name: string): Promise<Service> {
    const { services } = await ecs.send(
      new DescribeServicesCommand({
        cluster: "taskmanager-cluster",
        services: [`taskmanager-demo-${name}`],
      }),
    );
    return services?.[0] as Service;
  }

  /** Asks 20 times a virtual second while something goes on, and counts what failed. */
  async function askWhile(
    goesOn: () => Promise<boolean>,
  ): Promise<{ asked: number; failed: number }> {
    let asked = 0;
    let failed = 0;
    while (await goesOn()) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask()));
      asked += answers.length;
      failed += answers.filter((answer) => !answer).length;
      await virtual(1);
    }
    return { asked, failed };
  }

  const steady = async (name: string) => {
    const { deployments, runningCount, desiredCount } = await service(name);
    return deployments?.length === 1 && runningCount === desiredCount;
  };

  it("answers from both zones, and sends each path to its service", async () => {
    expect(zonesOf(await askMany(8))).toEqual(["eu-north-1a", "eu-north-1b"]);
    expect((await ask("/tasks/1"))?.service).toBe("taskmanager-demo-backend");
    expect((await ask("/other"))?.service).toBe("taskmanager-demo-frontend");
  });

  it("has nothing to change in a second plan", async () => {
    expect(await ha.isClean()).toBe(true);
  });

  it("replaces every task in a deployment without a failed request", async () => {
    const before = new Set((await askMany(8)).map(({ task }) => task));
    await ecs.send(
      new UpdateServiceCommand({
        cluster: "taskmanager-cluster",
        service: "taskmanager-demo-frontend",
        forceNewDeployment: true,
      }),
    );
    const { asked, failed } = await askWhile(async () => !(await steady("frontend")));
    expect(asked).toBeGreaterThan(0);
    expect(failed).toBe(0);
    const after = (await askMany(8)).map(({ task }) => task);
    expect(after.filter((task) => before.has(task))).toEqual([]);
    expect(new Set(after).size).toBe(2);
  });

  it("goes on answering when a zone's instances stop, and comes back to it", async () => {
    const [lost] = (await askMany(8)).filter(({ zone }) => zone === "eu-north-1a");
    expect(lost, "what is taken away must host a task").toBeDefined();
    const from = events.length;
    await ec2.send(new StopInstancesCommand({ InstanceIds: [lost?.instance as string] }));

    const { failed } = await askWhile(async () => !(await steady("frontend")));
    // A stopped instance is out of the target group at once; at most the requests under way fail.
    expect(failed).toBeLessThanOrEqual(20);
    const replacements = events
      .slice(from)
      .filter(
        ({ type, service: of }) => type === "task.running" && of === "taskmanager-demo-frontend",
      );
    expect(replacements[0]?.["zone"]).toBe("eu-north-1b");

    const back = await eventually(async () => zonesOf(await askMany(8)).length === 2);
    expect(back, "tasks are rebalanced to the new instance").toBe(true);
    expect(events.slice(from).map(({ type }) => type)).toContain("instance.registered");
  });

  it("was asked for nothing that it does not implement", () => {
    expect([...sandbox.unimplemented]).toEqual([]);
  });

  it("is destroyed without a trace, its protected instances too", {
    timeout: 180_000,
  }, async () => {
    await ha.destroy();
    await foundation.destroy();
    const left = [...sandbox.fleet.instances.values()].filter(
      ({ state }) => state !== "terminated",
    );
    expect(left).toEqual([]);
    expect(await ask()).toBeUndefined();
  });
});

function virtual(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, (seconds * 1_000) / SPEED));
}

async function eventually(holds: () => Promise<boolean>): Promise<boolean> {
  for (let second = 0; second < 300; second++) {
    if (await holds()) {
      return true;
    }
    await virtual(1);
  }
  return false;
}
