import { EC2Client } from "@aws-sdk/client-ec2";
import { DescribeServicesCommand, ECSClient, type Service } from "@aws-sdk/client-ecs";
import { Agent, request } from "undici";
import { sandboxEnvironment } from "../../src/sandbox/environment";
import type { SandboxEvent } from "../../src/sandbox/event-log";
import type { AccessKey } from "../../src/sandbox/gateway/access-keys";
import type { FleetInstance } from "../../src/sandbox/instance-fleet";
import { Sandbox } from "../../src/sandbox/sandbox";
import type { EnvironmentInput } from "../../src/settings/schema";
import { synthesizeTo, Terraform, temporaryFolder } from "./terraform";

export const REGION = "eu-north-1";
/** Slower than what is sound for one alone: several run side by side. */
export const SPEED = 5;

/** How long to wait for what must come, in virtual seconds. */
const PATIENCE_SECONDS = 1_200;

/** What a task says of itself. */
export interface Answer {
  readonly task: string;
  readonly service: string;
  readonly zone: string;
  readonly instance: string;
}

type Part = "state" | "foundation" | "ha";

/** An environment that real Terraform has applied to a sandbox of its own. */
export class AppliedEnvironment {
  readonly events: SandboxEvent[] = [];
  /** What an SDK's client is made with. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: AccessKey;
  };
  readonly ecs: ECSClient;
  readonly ec2: EC2Client;
  private readonly root = temporaryFolder();
  /** The certificate of an HTTPS listener is the sandbox's own. */
  private readonly clients = new Agent({
    connections: 64,
    pipelining: 0,
    connect: { rejectUnauthorized: false },
  });
  /** Where clients ask; `useUrl` changes it. */
  url = "";
  private terraformOf?: (part: Part) => Terraform;

  private constructor(readonly sandbox: Sandbox) {
    sandbox.log.onEvent((event) => this.events.push(event));
    this.client = {
      endpoint: sandbox.url,
      region: REGION,
      credentials: sandbox.accessKey,
    };
    this.ecs = new ECSClient(this.client);
    this.ec2 = new EC2Client(this.client);
  }

  static async start(): Promise<AppliedEnvironment> {
    return new AppliedEnvironment(await Sandbox.start({ port: 0, speed: SPEED, region: REGION }));
  }

  get env(): Readonly<Record<string, string>> {
    return sandboxEnvironment(this.sandbox);
  }

  /** Synthesizes the demo with some settings replaced, on the state of what was applied before. */
  synthesize(changes: Partial<EnvironmentInput> = {}): (part: Part) => Terraform {
    const folderOf = synthesizeTo(changes, this.root);
    this.terraformOf = (part) => new Terraform(folderOf(part), this.env);
    return this.terraformOf;
  }

  async apply(changes: Partial<EnvironmentInput>, ...parts: readonly Part[]): Promise<void> {
    const terraformOf = this.synthesize(changes);
    for (const part of parts) {
      await terraformOf(part).init();
      await terraformOf(part).apply();
    }
    this.useUrl(String(await terraformOf("ha").output("url")));
  }

  /** Of what makes it highly available. */
  output(name: string): Promise<unknown> {
    return (this.terraformOf ?? this.synthesize())("ha").output(name);
  }

  /** Those that are there, or on the way. */
  runningInstances(): FleetInstance[] {
    return [...this.sandbox.fleet.instances.values()].filter(
      ({ state }) => state === "pending" || state === "running",
    );
  }

  /** Where clients ask from now on. */
  useUrl(url: string): void {
    this.url = url.replace(/\/$/, "");
  }

  async ask(path = "/"): Promise<Answer | undefined> {
    try {
      const { statusCode, body } = await request(`${this.url}${path}`, {
        dispatcher: this.clients,
      });
      const text = await body.text();
      return statusCode === 200 ? (JSON.parse(text) as Answer) : undefined;
    } catch {
      return undefined;
    }
  }

  async askMany(count: number, path = "/"): Promise<Answer[]> {
    const answers = await Promise.all(Array.from({ length: count }, () => this.ask(path)));
    return answers.flatMap((answer) => answer ?? []);
  }

  /** Asks 20 times a virtual second while something goes on, and counts what failed. */
  async askWhile(
    goesOn: () => Promise<boolean>,
  ): Promise<{ readonly asked: number; readonly failed: number }> {
    let asked = 0;
    let failed = 0;
    const deadline = Date.now() + (PATIENCE_SECONDS * 1_000) / SPEED;
    while (await goesOn()) {
      if (Date.now() > deadline) {
        throw new Error(`it still goes on after ${PATIENCE_SECONDS} virtual seconds`);
      }
      const answers = await Promise.all(Array.from({ length: 20 }, () => this.ask()));
      asked += answers.length;
      failed += answers.filter((answer) => !answer).length;
      await virtualSeconds(1);
    }
    return { asked, failed };
  }

  async service(name: string): Promise<Service> {
    const { services } = await this.ecs.send(
      new DescribeServicesCommand({
        cluster: "taskmanager-cluster",
        services: [`taskmanager-demo-${name}`],
      }),
    );
    return services?.[0] as Service;
  }

  async isSteady(name: string): Promise<boolean> {
    const { deployments, runningCount, desiredCount } = await this.service(name);
    return deployments?.length === 1 && runningCount === desiredCount;
  }

  /** On the clock that its events are timed by. */
  nowSeconds(): number {
    return this.sandbox.log.nowSeconds();
  }

  /** Of the sandbox's, since the nth. */
  eventsOf(type: string, since = 0): SandboxEvent[] {
    return this.events.slice(since).filter((event) => event.type === type);
  }

  async stop(): Promise<void> {
    await this.clients.destroy();
    await this.sandbox.stop();
  }
}

export function zonesOf(answers: readonly Answer[]): string[] {
  return [...new Set(answers.map(({ zone }) => zone))].sort();
}

export async function eventually(holds: () => Promise<boolean> | boolean): Promise<boolean> {
  for (let second = 0; second < PATIENCE_SECONDS; second++) {
    if (await holds()) {
      return true;
    }
    await virtualSeconds(1);
  }
  return false;
}

export function virtualSeconds(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, (seconds * 1_000) / SPEED));
}
