import { type NetworkAclEntry, paginateDescribeNetworkAcls } from "@aws-sdk/client-ec2";
import type { Handler, Handlers } from "./gateway/gateway";
import type { Store } from "./store";
import type { ZoneFaults } from "./zone-faults";

/** What changes whether packets enter or leave a subnet. */
const CHANGES = [
  "ReplaceNetworkAclAssociation",
  "CreateNetworkAclEntry",
  "ReplaceNetworkAclEntry",
  "DeleteNetworkAclEntry",
] as const;

/** Makes a subnet black whose network ACL lets nothing through. */
export class NetworkAcls {
  constructor(
    private readonly store: Store,
    private readonly faults: ZoneFaults,
  ) {}

  readonly handlers: Handlers = Object.fromEntries(
    CHANGES.map((action) => [`ec2:${action}`, this.changing()]),
  );

  private changing(): Handler {
    return async (_, passOn) => {
      const answer = await passOn();
      await this.read();
      return answer;
    };
  }

  private async read(): Promise<void> {
    const denied = new Set<string>();
    for await (const { NetworkAcls } of paginateDescribeNetworkAcls(
      { client: this.store.ec2 },
      {},
    )) {
      for (const { Entries = [], Associations = [] } of NetworkAcls ?? []) {
        for (const { SubnetId = "" } of letsSomethingThrough(Entries) ? [] : Associations) {
          denied.add(SubnetId);
        }
      }
    }
    this.faults.denySubnets(denied);
  }
}

/**
 * Whether anything gets through: network ACLs are stateless, so that both directions must let
 * something through for anyone to be answered.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
 */
export function letsSomethingThrough(entries: readonly NetworkAclEntry[]): boolean {
  return [true, false].every((egress) =>
    isOpen(entries.filter(({ Egress }) => (Egress ?? false) === egress)),
  );
}

/** By number, the first entry that matches decides: after one that denies everything, none counts. */
function isOpen(entries: readonly NetworkAclEntry[]): boolean {
  const inOrder = entries.toSorted((a, b) => (a.RuleNumber ?? 0) - (b.RuleNumber ?? 0));
  const decisive = inOrder.find((entry) => entry.RuleAction === "allow" || deniesAll(entry));
  return decisive?.RuleAction === "allow";
}

function deniesAll({ RuleAction, Protocol, CidrBlock }: NetworkAclEntry): boolean {
  return RuleAction === "deny" && Protocol === "-1" && CidrBlock === "0.0.0.0/0";
}
