import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { Ec2Corrections } from "../../src/sandbox/ec2-corrections";
import type { SandboxEndpoint } from "../../src/sandbox/environment";
import { newAccessKey } from "../../src/sandbox/gateway/access-keys";
import { Gateway, type Handlers } from "../../src/sandbox/gateway/gateway";
import { ask } from "../support/signed-requests";

const accessKey = newAccessKey();
const region = "eu-north-1";

describe("the gateway", () => {
  let store: Server;
  let gateway: Gateway;
  let connection: Pool;

  async function before(
    storeAnswers: RequestListener,
    handlers: Handlers = {},
    notInStore: readonly string[] = [],
  ): Promise<SandboxEndpoint> {
    store = createServer(storeAnswers);
    await new Promise<void>((resolve) => store.listen(0, "127.0.0.1", resolve));
    const { port } = store.address() as AddressInfo;
    connection = new Pool(`http://127.0.0.1:${port}`);
    gateway = new Gateway({ store: connection, accessKey, handlers, notInStore });
    return { url: await gateway.listen(0), region, accessKey };
  }

  afterEach(async () => {
    await gateway.close();
    await connection.destroy();
    store.close();
  });

  const lacking: RequestListener = (_, response) => response.writeHead(500).end("not implemented");

  it("turns what the store lacks into an error that no client retries, and names it: JSON", async () => {
    const sandbox = await before(lacking);
    const response = await ask(sandbox, "ecs", "/", {
      headers: { "x-amz-target": "AmazonEC2ContainerServiceV20141113.ListFoo" },
      body: "{}",
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      __type: "UnsupportedOperation",
      message: "the sandbox does not implement ecs:ListFoo",
    });
    expect([...gateway.unimplemented]).toEqual([["ecs:ListFoo", 1]]);
  });

  it.each([
    ["autoscaling", "<ErrorResponse><Error><Type>Sender</Type><Code>UnsupportedOperation</Code>"],
    ["ec2", "<Response><Errors><Error><Code>UnsupportedOperation</Code>"],
  ])("does so in the words of %s", async (service, beginning) => {
    const sandbox = await before(lacking);
    const response = await ask(sandbox, service, "/", { body: "Action=DescribeFoo" });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(beginning);
  });

  it("asks the store for nothing of a service that it does not have", async () => {
    let asked = 0;
    const sandbox = await before(() => asked++, {}, ["autoscaling"]);
    const body = "Action=EnableMetricsCollection&AutoScalingGroupName=taskmanager-demo";
    const response = await ask(sandbox, "autoscaling", "/", { body });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(
      "does not implement autoscaling:EnableMetricsCollection",
    );
    expect([...gateway.unimplemented]).toEqual([["autoscaling:EnableMetricsCollection", 1]]);
    expect(asked).toBe(0);
  });

  it("hands the store's answer on, without the checksum of what may have been edited and the leave for web pages", async () => {
    const sandbox = await before((_, response) =>
      response
        .writeHead(200, {
          "x-amz-crc32": "1",
          "x-kept": "yes",
          "access-control-allow-origin": "*",
        })
        .end("answer"),
    );
    const response = await ask(sandbox, "sts");
    expect(await response.text()).toBe("answer");
    expect(response.headers.get("x-amz-crc32")).toBeNull();
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    expect(response.headers.get("x-kept")).toBe("yes");
  });

  it("keeps the length of what HEAD does not send", async () => {
    const sandbox = await before((_, response) =>
      response.writeHead(200, { "content-length": 42 }).end(),
    );
    const response = await ask(sandbox, "s3", "/bucket/key", { method: "HEAD" });
    expect(response.headers.get("content-length")).toBe("42");
  });

  it("gives back the description of a rule between two security groups, which the store drops", async () => {
    const rule = (description: string) =>
      `<R><securityGroupRuleSet><item><securityGroupRuleId>sgr-0a</securityGroupRuleId>${description}</item></securityGroupRuleSet></R>`;
    const sandbox = await before(
      (_, response) => response.end(rule("")),
      new Ec2Corrections().handlers,
    );
    const ec2 = async (form: string) => (await ask(sandbox, "ec2", "/", { body: form })).text();
    await ec2(
      "Action=AuthorizeSecurityGroupIngress&IpPermissions.1.Groups.1.Description=from+the+load+balancer",
    );
    expect(await ec2("Action=DescribeSecurityGroupRules")).toBe(
      rule("<description>from the load balancer</description>"),
    );
  });
});
