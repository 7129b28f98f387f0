import { resolve } from "node:path";
import { AssetType, Fn, type ITerraformDependable, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import { FreeSubnet } from "../../../.gen/modules/free-subnet";
import { ExistingNetwork, type Reference } from "./existing-network";
import { PublicSubnet, type ZoneSubnet } from "./public-subnet";

export interface NewSubnet {
  /** @default a zone that has no subnet of the service yet */
  readonly availabilityZone?: string;
  /** @default the first free block of the existing subnet's size */
  readonly cidrBlock?: string;
}

export interface ZonalNetworkProps {
  readonly prefix: string;
  readonly vpc: Reference;
  readonly existingSubnet: Reference;
  readonly newSubnets: readonly NewSubnet[];
  /** Only zones that offer all of these are chosen. */
  readonly instanceTypes: readonly string[];
}

/** One public subnet in each zone: the existing one first, then the new ones in their order. */
export class ZonalNetwork extends Construct {
  readonly existing: ExistingNetwork;
  readonly zones: readonly ZoneSubnet[];
  /** What must stand for every new subnet to reach the internet. */
  readonly routes: ITerraformDependable[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ZonalNetworkProps,
  ) {
    super(scope, id);
    this.existing = new ExistingNetwork(this, "existing", {
      vpc: props.vpc,
      subnet: props.existingSubnet,
    });
    const choice = this.choosePlaces();
    const created = props.newSubnets.map((wanted, index) =>
      this.createSubnet(index, wanted, choice),
    );
    this.routes = created.flatMap((subnet) => subnet.internetRoute.route);
    this.zones = [this.existing.zoneSubnet, ...created];
  }

  get vpcId(): string {
    return this.existing.vpc.id;
  }

  get subnetIds(): string[] {
    return this.zones.map((zone) => zone.subnetId);
  }

  get availabilityZones(): string[] {
    return this.zones.map((zone) => zone.availabilityZone);
  }

  /** Checks what was given and chooses what was not; a later plan finds the same again. */
  private choosePlaces(): FreeSubnet {
    const given = (part: keyof NewSubnet) =>
      Object.fromEntries(
        this.props.newSubnets.flatMap((subnet, index) => {
          const value = subnet[part];
          return value === undefined ? [] : [[this.nameOf(index), value]];
        }),
      );
    const module = new FreeSubnet(this, "free-subnet", {
      vpcId: this.vpcId,
      existingSubnetId: this.existing.subnet.id,
      subnetNames: this.props.newSubnets.map((_, index) => this.nameOf(index)),
      availabilityZones: given("availabilityZone"),
      cidrBlocks: given("cidrBlock"),
      instanceTypes: [...this.props.instanceTypes],
      skipAssetCreationFromLocalModules: true,
    });
    module.addOverride("source", this.moduleSource());
    return module;
  }

  /**
   * The module copied beside the JSON. CDKTF's own way to do so looks for it in the working
   * directory, and leaves a temporary folder behind at every synth.
   */
  private moduleSource(): string {
    const asset = new TerraformAsset(this, "free-subnet-source", {
      path: resolve(__dirname, "../../../modules/free-subnet"),
      type: AssetType.DIRECTORY,
    });
    return `./${asset.path}`;
  }

  private createSubnet(index: number, wanted: NewSubnet, choice: FreeSubnet): PublicSubnet {
    const name = this.nameOf(index);
    return new PublicSubnet(this, `public-${ordinal(index)}`, {
      name,
      vpcId: this.vpcId,
      internetGatewayId: this.existing.internetGateway.internetGatewayId,
      availabilityZone: wanted.availabilityZone ?? Fn.lookup(choice.availabilityZonesOutput, name),
      cidrBlock: wanted.cidrBlock ?? Fn.lookup(choice.cidrBlocksOutput, name),
    });
  }

  private nameOf(index: number): string {
    return `${this.props.prefix}-public-${ordinal(index)}`;
  }
}

/** The existing subnet is the first, so the first new one is the second. */
function ordinal(index: number): number {
  return index + 2;
}
