import { StopInstancesCommand } from "@aws-sdk/client-ec2";
import {
  DescribeContainerInstancesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListContainerInstancesCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import {
  FisClient,
  GetExperimentCommand,
  StartExperimentCommand,
  StopExperimentCommand,
} from "@aws-sdk/client-fis";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { AppliedEnvironment, eventually, zonesOf } from "../../support/applied-environment";

const { providerMirror, moto } = inject("tools");
const CLUSTER = "taskmanager-cluster";
const FRONTEND = "taskmanager-demo-frontend";
/** What makes a new version of the launch template. */
const LARGER_VOLUMES = { capacity: { rootVolumeGiB: 40 } };
/** Of 20 a second, half until health checks have found a dead target at the latest, 10 s after. */
const FAILED_AT_THE_MOST = 100;
const BOTH = ["eu-north-1a", "eu-north-1b"];

/** What is synthesized for AWS, applied to the sandbox unmodified, once for all tests. */
describe.skipIf(!providerMirror || !moto)(
  "the demo environment in the sandbox",
  {
    timeout: 120_000,
  },
  () => {
    let demo: AppliedEnvironment;

    beforeAll(async () => {
      demo = await AppliedEnvironment.start();
      await demo.apply({}, "foundation", "ha");
    }, 300_000);

    afterAll(() => demo?.stop());

    /** Both zones answer, and nothing is under way. */
    async function comesToRest(): Promise<boolean> {
      return eventually(
        async () =>
          zonesOf(await demo.askMany(8)).length === 2 &&
          (await demo.isSteady("frontend")) &&
          (await demo.isSteady("backend")),
      );
    }

    const rolling = async () => !(await demo.isSteady("frontend"));

    it("answers from both zones, and sends each path to its service", async () => {
      expect(zonesOf(await demo.askMany(8))).toEqual(BOTH);
      expect((await demo.ask("/tasks/1"))?.service).toBe("taskmanager-demo-backend");
      expect((await demo.ask("/other"))?.service).toBe(FRONTEND);
    });

    it("has nothing to change in a second plan", async () => {
      expect(await demo.synthesize()("ha").isClean()).toBe(true);
    });

    it("shows its tasks and container instances in the API", async () => {
      const { ecs } = demo;
      const { taskArns } = await ecs.send(
        new ListTasksCommand({ cluster: CLUSTER, serviceName: FRONTEND }),
      );
      const { tasks } = await ecs.send(
        new DescribeTasksCommand({ cluster: CLUSTER, tasks: taskArns }),
      );
      expect(tasks?.map(({ availabilityZone }) => availabilityZone).sort()).toEqual(BOTH);
      const { containerInstanceArns } = await ecs.send(
        new ListContainerInstancesCommand({ cluster: CLUSTER }),
      );
      const { containerInstances } = await ecs.send(
        new DescribeContainerInstancesCommand({
          cluster: CLUSTER,
          containerInstances: containerInstanceArns,
        }),
      );
      expect(containerInstances?.map((each) => each.runningTasksCount)).toEqual([2, 2]);
    });

    it("rolls every instance to a new launch template, drained first, and answers all the while", {
      timeout: 240_000,
    }, async () => {
      const before = demo.runningInstances();
      expect(before.map(({ launchTemplate }) => launchTemplate.version)).toEqual(["1", "1"]);
      const applied = demo.synthesize(LARGER_VOLUMES)("ha").apply();
      const refreshed = () =>
        demo.eventsOf("group.refresh").some(({ status }) => status === "Successful");
      const { asked, failed } = await demo.askWhile(async () => !refreshed());
      await applied;

      expect(asked).toBeGreaterThan(1_000);
      expect(failed).toBe(0);
      expect(
        demo
          .runningInstances()
          .map(({ zone, launchTemplate }) => `${zone} version ${launchTemplate.version}`)
          .sort(),
      ).toEqual(BOTH.map((zone) => `${zone} version 2`));
      for (const { id } of before) {
        const types = demo.events.filter(({ instance }) => instance === id).map(({ type }) => type);
        expect(types.lastIndexOf("task.stopped")).toBeGreaterThan(
          types.indexOf("instance.draining"),
        );
        expect(types.lastIndexOf("task.stopped")).toBeLessThan(
          types.indexOf("instance.terminated"),
        );
      }
    });

    it("replaces every task in a deployment without a failed request", async () => {
      const before = new Set((await demo.askMany(8)).map(({ task }) => task));
      await demo.ecs.send(
        new UpdateServiceCommand({ cluster: CLUSTER, service: FRONTEND, forceNewDeployment: true }),
      );
      const { asked, failed } = await demo.askWhile(rolling);
      expect(asked).toBeGreaterThan(0);
      expect(failed).toBe(0);
      const after = (await demo.askMany(8)).map(({ task }) => task);
      expect(after.filter((task) => before.has(task))).toEqual([]);
      expect(new Set(after).size).toBe(2);
    });

    it("rolls back an image that cannot be pulled, fails the apply, and answers all the while", async () => {
      const good = (await demo.service("frontend")).taskDefinition as string;
      await registerBroken(good);
      const ha = demo.synthesize(LARGER_VOLUMES)("ha");
      const applied = ha.apply().then(
        () => "applied",
        (error: Error) => error.message,
      );
      let ended = false;
      void applied.finally(() => {
        ended = true;
      });
      const { asked, failed } = await demo.askWhile(async () => !ended);
      expect(asked).toBeGreaterThan(0);
      expect(failed).toBe(0);
      expect((await applied).replace(/\s+│?\s*/g, " ")).toMatch(/was rolled back to/);
      expect((await demo.service("frontend")).taskDefinition).toBe(good);
      expect(demo.eventsOf("service.event").map(({ message }) => message)).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/CannotPullContainerError/),
          expect.stringMatching(/rolling back to/),
        ]),
      );
    });

    /** The next revision of its family, with an image that is nowhere to be had. */
    async function registerBroken(arn: string): Promise<void> {
      const { taskDefinition } = await demo.ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: arn }),
      );
      await demo.ecs.send(
        new RegisterTaskDefinitionCommand({
          family: taskDefinition?.family,
          networkMode: taskDefinition?.networkMode,
          requiresCompatibilities: ["EC2"],
          containerDefinitions: taskDefinition?.containerDefinitions?.map((container) => ({
            ...container,
            image: "registry.example.com/taskmanager/frontend:broken",
          })),
        }),
      );
    }

    it("goes on answering when one instance stops, and comes back to its zone", async () => {
      expect(await comesToRest()).toBe(true);
      const [lost] = (await demo.askMany(8)).filter(({ zone }) => zone === "eu-north-1a");
      expect(lost, "what is taken away must host a task").toBeDefined();
      const since = demo.events.length;
      await demo.ec2.send(new StopInstancesCommand({ InstanceIds: [lost?.instance as string] }));

      const { failed } = await demo.askWhile(rolling);
      expect(failed).toBeLessThanOrEqual(FAILED_AT_THE_MOST);
      const [replacement] = demo
        .eventsOf("task.running", since)
        .filter(({ service }) => service === FRONTEND);
      expect(replacement?.["zone"]).toBe("eu-north-1b");
      expect(await comesToRest(), "tasks are rebalanced to the new instance").toBe(true);
      expect(demo.eventsOf("instance.registered", since)).not.toEqual([]);
    });

    it("goes on answering when the experiment takes a zone, and ends it on request", async () => {
      const fis = new FisClient(demo.client);
      const zone = "eu-north-1a";
      expect(zonesOf(await demo.askMany(8)), "what is taken away must host a task").toContain(zone);
      const { experiment } = await fis.send(
        new StartExperimentCommand({
          experimentTemplateId: String(await demo.output("zone_loss_experiment")),
        }),
      );
      const { failed } = await demo.askWhile(rolling);
      expect(failed).toBeLessThanOrEqual(FAILED_AT_THE_MOST);
      expect(zonesOf(await demo.askMany(8))).not.toContain(zone);

      await fis.send(new StopExperimentCommand({ id: experiment?.id }));
      const ended = await fis.send(new GetExperimentCommand({ id: experiment?.id }));
      expect(ended.experiment?.state?.status).toBe("stopped");
      expect(await comesToRest()).toBe(true);
    });

    it("was asked for nothing that it does not implement", () => {
      expect([...demo.sandbox.unimplemented]).toEqual([]);
    });

    it("is destroyed without a trace, its protected instances too", {
      timeout: 180_000,
    }, async () => {
      const terraformOf = demo.synthesize(LARGER_VOLUMES);
      await terraformOf("ha").destroy();
      await terraformOf("foundation").destroy();
      expect(demo.runningInstances()).toEqual([]);
      expect(await demo.ask()).toBeUndefined();
    });
  },
);
