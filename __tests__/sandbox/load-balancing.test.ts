import { once } from "node:events";
import { type IncomingMessage, request as startRequest } from "node:http";
import type { Action, Rule } from "@aws-sdk/client-elastic-load-balancing-v2";
import { Agent, request } from "undici";
import { afterEach, describe, expect, it, vi } from "vitest";
import { CONNECT_TIMEOUT_MS } from "../../src/simulation/target-selection";
import { OTHER_GROUP, Rig, type Stored, textOf, toGroup } from "./support/load-balancing-rig";

const TROUBLESHOOTING =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html";

let rig: Rig;
afterEach(() => rig.stop());

/** @param share what every draw by weight gives */
const start = async (stored: Partial<Stored> = {}, share = 0) => {
  rig = await Rig.start(stored, () => share);
};

/** What the load balancer said in a target's stead. */
const ownAnswers = () =>
  rig.events
    .filter(({ type }) => type === "load-balancer.answered")
    .map(({ status, target }) => ({ status, target }));

describe("a request on its way to a target", () => {
  it("keeps its method, path, headers and body, and tells who asked", async () => {
    await start();
    let seen: IncomingMessage | undefined;
    let body = "";
    await rig.target("t", {
      answer: async (incoming, outgoing) => {
        seen = incoming;
        body = await textOf(incoming);
        outgoing
          .writeHead(201, [
            ["content-type", "text/plain"],
            ["set-cookie", "a=1"],
            ["set-cookie", "b=2"],
            ["keep-alive", "timeout=1"],
          ])
          .end("made");
      },
    });
    const answer = await request(`http://${rig.address}/tasks?done=no`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-forwarded-for": "192.0.2.1",
        "x-team": ["red", "blue"],
        te: "trailers",
      },
      body: '{"a":1}',
    });
    expect(answer.statusCode).toBe(201);
    expect(answer.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    expect(answer.headers["keep-alive"]).toBeUndefined();
    expect(await answer.body.text()).toBe("made");

    expect(seen?.method).toBe("POST");
    expect(seen?.url).toBe("/tasks?done=no");
    expect(body).toBe('{"a":1}');
    expect(seen?.headers).toMatchObject({
      host: rig.address,
      "content-type": "application/json",
      "x-forwarded-for": "192.0.2.1, 127.0.0.1",
      "x-forwarded-proto": "http",
      "x-forwarded-port": "80",
      "x-amzn-trace-id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      "x-team": "red, blue",
    });
    expect(seen?.headers["te"]).toBeUndefined();
  });

  it("streams in both directions: neither end waits for the whole of the other", async () => {
    await start();
    const { server } = await rig.target("echo", {
      answer: (_, outgoing) => outgoing.writeHead(200).flushHeaders(),
    });
    const arrived = once(server, "request");
    const client = startRequest(`http://${rig.address}/`, { method: "POST" });
    client.write("first");
    const [answer] = (await once(client, "response")) as [IncomingMessage];
    const [incoming, outgoing] = await arrived;
    incoming.pipe(outgoing);
    const [chunk] = await once(answer, "data");
    expect(String(chunk)).toBe("first");
    client.end(" second");
    expect(await textOf(answer)).toBe(" second");
  });

  it.each([
    [{}, "kept"],
    [{ "routing.http.drop_invalid_header_fields.enabled": "true" }, undefined],
  ])("loses headers with odd names only where told so: %j", async (attributes, expected) => {
    await start({ attributes });
    let seen: string | string[] | undefined;
    await rig.target("t", {
      answer: (incoming, outgoing) => {
        seen = incoming.headers["odd_name"];
        outgoing.end();
      },
    });
    await rig.get("/", { odd_name: "kept" });
    expect(seen).toBe(expected);
  });

  it("carries on a trace that began before the load balancer", async () => {
    await start();
    let traced: string | string[] | undefined;
    await rig.target("t", {
      answer: (incoming, outgoing) => {
        traced = incoming.headers["x-amzn-trace-id"];
        outgoing.end();
      },
    });
    await rig.get("/", { "x-amzn-trace-id": "Root=1-abc-def;Sampled=1" });
    expect(traced).toMatch(/^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-abc-def;Sampled=1$/);
  });
});

describe("a listener's actions", () => {
  const fixed = (code: string, body: string): Action => ({
    Type: "fixed-response",
    FixedResponseConfig: { StatusCode: code, ContentType: "text/plain", MessageBody: body },
  });
  const rule = (priority: number, conditions: Rule["Conditions"], action: Action): Rule => ({
    Priority: String(priority),
    Conditions: conditions,
    Actions: [action],
  });

  it("are those of the first rule that takes the request", async () => {
    await start({
      rules: [
        rule(
          2,
          [{ Field: "path-pattern", PathPatternConfig: { Values: ["/api*"] } }],
          fixed("200", "api"),
        ),
        rule(
          1,
          [
            {
              Field: "http-header",
              HttpHeaderConfig: { HttpHeaderName: "x-beta", Values: ["yes"] },
            },
            {
              Field: "query-string",
              QueryStringConfig: { Values: [{ Key: "v", Value: "2" }] },
            },
          ],
          fixed("404", "gone"),
        ),
        rule(3, [{ Field: "path-pattern", Values: ["/login"] }], { Type: "authenticate-oidc" }),
      ],
    });
    await rig.target("t");
    expect(await rig.get("/api/1?v=2", { "x-beta": "yes" })).toMatchObject({
      status: 404,
      body: "gone",
    });
    expect(await rig.get("/api/1")).toMatchObject({ status: 200, body: "api" });
    expect(await rig.get("/")).toMatchObject({ status: 200, body: "t" });
    expect(await rig.get("/login")).toMatchObject({
      status: 501,
      body: expect.stringContaining("authenticate-oidc"),
    });
  });

  it("forward by weight, and to no other group than the drawn one", async () => {
    const ForwardConfig = {
      TargetGroups: [
        { TargetGroupArn: toGroup.TargetGroupArn, Weight: 3 },
        { TargetGroupArn: OTHER_GROUP, Weight: 1 },
      ],
    };
    const stored = listening({ Type: "forward", ForwardConfig });
    await start(stored, 0.74);
    await rig.target("mine");
    expect((await rig.get()).body).toBe("mine");
    rig.stop();
    await start(stored, 0.76);
    await rig.target("mine");
    expect((await rig.get()).status).toBe(503);
  });

  it("redirect to the HTTPS listener, which answers on the same port", async () => {
    await start(
      listening(
        {
          Type: "redirect",
          RedirectConfig: {
            Protocol: "HTTPS",
            Port: "443",
            Path: "/new/#{path}",
            Query: "#{query}&from=#{port}",
            StatusCode: "HTTP_302",
          },
        },
        { ListenerArn: "https", Port: 443, Protocol: "HTTPS", DefaultActions: [toGroup] },
      ),
    );
    let protocol: string | string[] | undefined;
    await rig.target("t", {
      answer: (incoming, outgoing) => {
        protocol = incoming.headers["x-forwarded-proto"];
        outgoing.end(incoming.url);
      },
    });
    const { status, headers } = await rig.get("/a?b=c");
    expect(status).toBe(302);
    expect(headers["location"]).toBe(`https://${rig.address}/new/a?b=c&from=80`);

    const trusting = new Agent({ connect: { ca: rig.loadBalancers.certificate } });
    const answer = await request(String(headers["location"]), { dispatcher: trusting });
    expect(await answer.body.text()).toBe("/new/a?b=c&from=80");
    expect(protocol).toBe("https");
    await trusting.destroy();
  });

  it("leave a client without an answer where nothing listens for its protocol", async () => {
    await start();
    await expect(request(`https://${rig.address}/`)).rejects.toThrow();
  });
});

/** The HTTP listener with an action of its own, and others beside it. */
function listening(action: Action, ...others: Stored["listeners"]): Partial<Stored> {
  return {
    listeners: [
      { ListenerArn: "http", Port: 80, Protocol: "HTTP", DefaultActions: [action] },
      ...others,
    ],
  };
}

describe("what the load balancer answers itself", () => {
  it("503 where no target is registered", async () => {
    await start();
    expect((await rig.get()).status, TROUBLESHOOTING).toBe(503);
    expect(ownAnswers()).toEqual([{ status: 503, target: undefined }]);
  });

  it("502 where the target refuses the connection", async () => {
    await start();
    const { server } = await rig.target("t");
    server.close();
    expect(await rig.get(), TROUBLESHOOTING).toMatchObject({
      status: 502,
      headers: { server: "awselb/2.0" },
      body: expect.stringContaining("502 Bad Gateway"),
    });
  });

  it("502 where the target closes the connection before it has answered", async () => {
    await start();
    await rig.target("t", { answer: (incoming) => incoming.socket.destroy() });
    const answer = await request(`http://${rig.address}/`, { method: "POST", body: "a body" });
    expect(answer.statusCode, TROUBLESHOOTING).toBe(502);
  });

  it("breaks the connection where the target does so in the middle of its answer", async () => {
    await start();
    await rig.target("t", {
      answer: (_, outgoing) => {
        outgoing.writeHead(200, { "content-length": 10 });
        outgoing.write("half", () => outgoing.destroy());
      },
    });
    await expect(rig.get()).rejects.toThrow();
  });

  it("504 after 10 s where the target does not take the connection", async () => {
    await start();
    await rig.target("t", { zone: "b" });
    rig.faults.blacken("b", { loadBalancerNode: "survives" });
    const answer = rig.get();
    await rig.clock.scheduled(CONNECT_TIMEOUT_MS);
    await rig.clock.advance(CONNECT_TIMEOUT_MS - 1);
    expect(ownAnswers()).toEqual([]);
    await rig.clock.advance(1);
    expect((await answer).status, TROUBLESHOOTING).toBe(504);
  });

  it.each([
    { behaviour: "504 where the target does not answer", sent: "whole", status: 504 },
    { behaviour: "408 where the client sends no more", sent: "half", status: 408 },
  ])("$behaviour within the idle timeout", async ({ sent, status }) => {
    await start({ attributes: { "idle_timeout.timeout_seconds": "30" } });
    const { port, server } = await rig.target("t", { answer: () => {} });
    rig.silent.add(port);
    const arrived = once(server, "request");
    const client = startRequest(`http://${rig.address}/`, {
      method: "POST",
      headers: { "content-length": 10 },
    });
    client.write(sent === "whole" ? "0123456789" : "01234");
    await arrived;
    const answered = once(client, "response");
    await rig.clock.advance(30_000);
    const [answer] = (await answered) as [IncomingMessage];
    expect(answer.statusCode, TROUBLESHOOTING).toBe(status);
    client.destroy();
  });

  it("460, which only the log sees, where the client leaves first", async () => {
    await start();
    const { server } = await rig.target("t", { answer: () => {} });
    const arrived = once(server, "request");
    const client = startRequest(`http://${rig.address}/`).on("error", () => {});
    client.end();
    await arrived;
    client.destroy();
    await vi.waitFor(() => expect(ownAnswers()).toEqual([{ status: 460, target: "t" }]));
  });
});
