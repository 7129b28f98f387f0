import type { NetworkAclEntry } from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { letsSomethingThrough } from "../../src/sandbox/network-acls";

const ACL = "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-basics.html";

/** `in 100 allow -1 0.0.0.0/0`, one a line. */
function entries(...lines: string[]): NetworkAclEntry[] {
  return lines.map((line) => {
    const [direction, number, action, Protocol, CidrBlock] = line.split(" ");
    return {
      Egress: direction === "out",
      RuleNumber: Number(number),
      RuleAction: action as "allow" | "deny",
      Protocol,
      CidrBlock,
    };
  });
}

const DENY_IN = "in 32767 deny -1 0.0.0.0/0";
const DENY_OUT = "out 32767 deny -1 0.0.0.0/0";
const ALLOW_IN = "in 100 allow -1 0.0.0.0/0";
const ALLOW_OUT = "out 100 allow -1 0.0.0.0/0";

describe("a network ACL", () => {
  it.each([
    ["the default one", [ALLOW_IN, DENY_IN, ALLOW_OUT, DENY_OUT], true],
    ["a new one, which denies everything", [DENY_IN, DENY_OUT], false],
    ["one without any entry", [], false],
    ["nothing out: no answer leaves", [ALLOW_IN, DENY_IN, DENY_OUT], false],
    ["nothing in: no answer arrives", [ALLOW_OUT, DENY_OUT, DENY_IN], false],
    [
      "denied before it is allowed",
      [ALLOW_IN, "in 1 deny -1 0.0.0.0/0", ALLOW_OUT, DENY_OUT],
      false,
    ],
    [
      "allowed before it is denied, whatever the order given",
      ["in 200 deny -1 0.0.0.0/0", ALLOW_IN, ALLOW_OUT],
      true,
    ],
    [
      "a part denied first",
      ["in 1 deny 6 0.0.0.0/0", "in 2 deny -1 10.0.0.0/8", ALLOW_IN, ALLOW_OUT],
      true,
    ],
  ])("%s: %j", (_, lines, lets) => {
    expect(letsSomethingThrough(entries(...lines)), ACL).toBe(lets);
  });
});
