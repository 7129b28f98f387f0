import { createSecureContext, type SecureContext } from "node:tls";
import type { AwsRequest } from "../gateway/aws-request";
import type { AwsResponse } from "../gateway/aws-response";
import type { Handler, Handlers } from "../gateway/gateway";
import type { Store } from "../store";
import { type Certificate, selfSignedCertificate } from "./certificate";
import { readLoadBalancers, targetGroupArnsOf } from "./configuration";
import { DataPlane } from "./data-plane";
import type { TargetGroup, TargetGroups } from "./target-groups";
import type { World } from "./world";

/** What changes how a load balancer works. */
const CHANGES = [
  "CreateLoadBalancer",
  "DeleteLoadBalancer",
  "SetSubnets",
  "ModifyLoadBalancerAttributes",
  "CreateListener",
  "ModifyListener",
  "DeleteListener",
  "CreateRule",
  "ModifyRule",
  "DeleteRule",
  "SetRulePriorities",
] as const;

/** Application Load Balancers, at work on loopback. */
export class LoadBalancers {
  /** By the DNS name that the store gave. */
  private readonly planes = new Map<string, DataPlane>();
  private readonly secureContext: SecureContext;
  private reading: Promise<void> = Promise.resolve();

  private constructor(
    private readonly store: Store,
    private readonly targets: TargetGroups,
    private readonly world: World,
    private readonly identity: Certificate,
  ) {
    this.secureContext = createSecureContext({
      cert: identity.certificate,
      key: identity.privateKey,
    });
    targets.onChange(() => this.follow());
  }

  static async create(store: Store, targets: TargetGroups, world: World): Promise<LoadBalancers> {
    return new LoadBalancers(store, targets, world, await selfSignedCertificate());
  }

  readonly handlers: Handlers = {
    ...Object.fromEntries(
      CHANGES.map((action) => [`elasticloadbalancing:${action}`, this.changing()]),
    ),
    "elasticloadbalancing:DescribeLoadBalancers": async (_, passOn) => this.renamed(await passOn()),
  };

  /** In PEM: what a client must trust to use an HTTPS listener. */
  get certificate(): string {
    return this.identity.certificate;
  }

  /** Those that traffic can be shifted away from a zone of. */
  get shiftable(): readonly { arn: string; name: string; zones: readonly string[] }[] {
    return [...this.planes.values()]
      .map(({ configuration }) => configuration)
      .filter(({ zonalShiftEnabled }) => zonalShiftEnabled)
      .map(({ arn, name, places }) => ({ arn, name, zones: places.map(({ zone }) => zone) }));
  }

  /** Takes on a zonal shift that began or ended, or targets that came or went. */
  follow(): void {
    for (const plane of this.planes.values()) {
      plane.follow();
    }
  }

  /** Reads all of them from the store; one reading after the other, so that the last is the newest. */
  reload(): Promise<void> {
    const reading = this.reading.catch(() => {}).then(() => this.read());
    this.reading = reading;
    return reading;
  }

  close(): void {
    for (const plane of this.planes.values()) {
      plane.close();
    }
  }

  private changing(): Handler {
    return async (_: AwsRequest, passOn) => {
      const answer = await passOn();
      await this.reload();
      return this.renamed(answer);
    };
  }

  private async read(): Promise<void> {
    const found = await readLoadBalancers(this.store);
    for (const [name, configuration] of found) {
      const plane = this.planes.get(name) ?? (await this.open(name, configuration));
      const groups = targetGroupArnsOf(configuration).map(async (arn) => this.targets.group(arn));
      const byArn = (await Promise.all(groups)).map((group): [string, TargetGroup] => [
        group.arn,
        group,
      ]);
      plane.configure(configuration, new Map(byArn));
    }
    for (const [name, plane] of this.planes) {
      if (!found.has(name)) {
        this.planes.delete(name);
        plane.close();
        this.world.log.record("load-balancer.deleted", { loadBalancer: plane.configuration.name });
      }
    }
  }

  private async open(name: string, configuration: DataPlane["configuration"]): Promise<DataPlane> {
    const plane = await DataPlane.open(configuration, this.secureContext, this.world);
    this.planes.set(name, plane);
    this.world.log.record("load-balancer.listening", {
      loadBalancer: configuration.name,
      address: plane.address,
    });
    return plane;
  }

  /** A client on this machine cannot resolve the store's names, but it can reach the port. */
  private renamed(response: AwsResponse): AwsResponse {
    const body = response.body
      .toString("utf8")
      .replace(/(?<=<DNSName>)[^<]+/g, (name) => this.planes.get(name)?.address ?? name);
    return { ...response, body: Buffer.from(body) };
  }
}
