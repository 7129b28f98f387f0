import { DYNAMIC_HOST_PORTS } from "../../network/host-ports";
import { allKnown, everyOf, isKnown, type Knowable, unknown, whenKnown } from "../knowable";
import type { InstanceGroup, LoadBalancer, Service, Task, TaskNetwork, Topology } from "../model";
import { letThrough, type Peer, type PortRange } from "./traffic";

/** Whether a load balancer may reach some ports. */
export interface Passage {
  readonly open: Knowable<boolean>;
  /** What was seen of it, for people. */
  readonly seen: string;
}

/** The ports that a service's tasks are asked at: in awsvpc mode their own, else the instance's. */
export function mappedPorts(service: Service): Knowable<readonly PortRange[]> {
  return whenKnown([service.taskNetwork], (network) =>
    network
      ? allKnown(service.attachments.map(({ containerPort }) => rangeOf(containerPort)))
      : whenKnown([service.task], hostPorts),
  );
}

function hostPorts(task: Task): Knowable<readonly PortRange[]> {
  return whenKnown([task.hostPorts], (ports) => allKnown(ports.map(rangeOf)));
}

function rangeOf(port: Knowable<number>): Knowable<PortRange> {
  return whenKnown([port], (number) =>
    number === 0 ? DYNAMIC_HOST_PORTS : { first: number, last: number },
  );
}

/** How many of them a load balancer uses: two target groups that take turns use one. */
export function portsUsed({ attachments }: Service): number {
  return Math.max(1, attachments.filter(({ alternate }) => !alternate).length);
}

/** From a load balancer to what has the addresses of its targets. */
export function passage(
  entrance: LoadBalancer,
  host: TaskNetwork | InstanceGroup,
  ports: PortRange,
  topology: Topology,
): Passage {
  const ways = whenKnown(
    [entrance.egress, host.ingress, peerOf(entrance, topology), peerOf(host, topology)],
    (egress, ingress, from, to) => ({
      out: letThrough(egress, to, ports),
      into: letThrough(ingress, from, ports),
    }),
  );
  const name =
    ports.first === ports.last ? `port ${ports.first}` : `ports ${ports.first} to ${ports.last}`;
  const closed = whenKnown([ways], ({ out, into }) => [
    ...(out === false ? ["the load balancer's egress"] : []),
    ...(into === false ? ["the targets' ingress"] : []),
  ]);
  return {
    open: whenKnown([ways], ({ out, into }) => everyOf([out, into])),
    seen:
      isKnown(closed) && closed.length > 0
        ? `${name} not open in ${closed.join(" and ")}`
        : `${name} open`,
  };
}

function peerOf(
  end: LoadBalancer | TaskNetwork | InstanceGroup,
  { subnets }: Topology,
): Knowable<Peer> {
  return whenKnown([end.subnets], (addresses) => ({
    securityGroups: end.securityGroups,
    subnets: addresses.map(
      (address) =>
        subnets.find((subnet) => subnet.address === address) ?? {
          cidrBlock: unknown(`the range of "${address}" is not among what was read`),
        },
    ),
  }));
}
