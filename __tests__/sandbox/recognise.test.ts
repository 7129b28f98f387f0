import { describe, expect, it } from "vitest";
import { recognise } from "../../src/sandbox/gateway/aws-request";
import { parseForm, withMembers } from "../../src/sandbox/gateway/query-form";

const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=test/20261122/eu-north-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});

describe("a request", () => {
  it.each([
    [
      "JSON 1.1, by its target",
      "ecs",
      "/",
      { "x-amz-target": "AmazonEC2ContainerServiceV20141113.DescribeServices" },
      "{}",
      ["DescribeServices", "json"],
    ],
    [
      "query, by its form",
      "autoscaling",
      "/",
      {},
      "Action=DescribeAutoScalingGroups&Version=2011-01-01",
      ["DescribeAutoScalingGroups", "query"],
    ],
    ["EC2's own query", "ec2", "/", {}, "Action=RunInstances", ["RunInstances", "ec2"]],
    [
      "REST-JSON, by its path",
      "fis",
      "/experimentTemplates",
      {},
      "{}",
      ["POST /experimentTemplates", "rest-json"],
    ],
    ["S3", "s3", "/bucket/key?versioning", {}, "", ["POST object or bucket", "rest-xml"]],
  ])("is recognised: %s", (_, service, url, headers, body, [action, protocol]) => {
    expect(
      recognise("POST", url, { ...signed(service), ...headers }, Buffer.from(body)),
    ).toMatchObject({ service, region: "eu-north-1", action, protocol });
  });

  it("may carry its signature in the query string", () => {
    const url = "/bucket/key?X-Amz-Credential=test%2F20261122%2Feu-north-1%2Fs3%2Faws4_request";
    expect(recognise("GET", url, {}, Buffer.alloc(0))).toMatchObject({ service: "s3" });
  });

  it("without a signature is no service's", () => {
    expect(recognise("GET", "/", {}, Buffer.alloc(0)).service).toBe("unsigned");
  });
});

describe("a query form", () => {
  it("is read with its lists and structures", () => {
    const form =
      "Action=CreateOrUpdateTags&Version=2011-01-01&Tags.member.2.Key=b&Tags.member.1.Key=a&Tags.member.1.Value=1&Policy.Min=100";
    expect(parseForm(Buffer.from(form))).toEqual({
      Tags: [{ Key: "a", Value: "1" }, { Key: "b" }],
      Policy: { Min: "100" },
    });
  });

  it("keeps the order of more than nine members", () => {
    const form = Array.from(
      { length: 12 },
      (_, index) => `Ids.member.${index + 1}=${index + 1}`,
    ).join("&");
    expect(parseForm(Buffer.from(form))["Ids"]).toEqual(
      Array.from({ length: 12 }, (_, index) => `${index + 1}`),
    );
  });

  it("is answered with members", () => {
    expect(withMembers({ Groups: [{ Name: "a", Zones: [] }], Absent: undefined })).toEqual({
      Groups: { member: [{ Name: "a", Zones: "" }] },
    });
  });
});
