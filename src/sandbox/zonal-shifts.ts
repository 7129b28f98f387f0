import { randomUUID } from "node:crypto";
import { DescribeAvailabilityZonesCommand } from "@aws-sdk/client-ec2";
import type { Clock, Timer } from "./clock";
import type { EventLog } from "./event-log";
import type { AwsRequest } from "./gateway/aws-request";
import { AwsError, type AwsResponse, jsonResponse } from "./gateway/aws-response";
import type { Handler } from "./gateway/gateway";
import type { Store } from "./store";

/** Something that traffic can be shifted away from a zone of. */
export interface ShiftableResource {
  readonly arn: string;
  readonly name: string;
  readonly zones: readonly string[];
}

/** As in the API; times are seconds since 1970 on the wall clock. */
interface ZonalShift {
  readonly zonalShiftId: string;
  readonly resourceIdentifier: string;
  /** Id of the zone, such as `eun1-az1`. */
  readonly awayFrom: string;
  readonly startTime: number;
  readonly expiryTime: number;
  readonly comment: string;
  status: "ACTIVE" | "EXPIRED" | "CANCELED";
}

const LONGEST_MS = 72 * 3_600_000;

/**
 * Zonal shift of Amazon Application Recovery Controller, which the store lacks.
 *
 * @see https://docs.aws.amazon.com/r53recovery/latest/dg/arc-zonal-shift.html
 * @see https://docs.aws.amazon.com/arc-zonal-shift/latest/api/API_Operations.html
 */
export class ZonalShifts {
  private readonly shifts = new Map<string, ZonalShift>();
  private readonly expiries = new Map<string, Timer>();
  private readonly listeners = new Set<() => void>();
  /** Names of the region's zones by their ids, once they were asked for. */
  private zoneNames: ReadonlyMap<string, string> = new Map();

  constructor(
    private readonly store: Store,
    /** What is registered for zonal shift now. */
    private readonly resources: () => Promise<readonly ShiftableResource[]>,
    private readonly clock: Clock,
    private readonly log: EventLog,
  ) {}

  readonly handler: Handler = async (request, passOn) => {
    await this.learnZoneNames();
    return (await this.answer(request)) ?? passOn();
  };

  /** @param zone its name, such as `eu-north-1a` */
  isShiftedAway(resourceArn: string, zone: string): boolean {
    return this.activeOf(resourceArn).some(({ awayFrom }) => this.zoneNames.get(awayFrom) === zone);
  }

  /** Called when a shift begins or ends. */
  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  private async answer({ method, url, body }: AwsRequest): Promise<AwsResponse | undefined> {
    const { pathname, searchParams } = new URL(url, "http://host");
    // An ARN has slashes of its own, which not every client escapes.
    const [, kind, ...id] = pathname.split("/").map(decodeURIComponent);
    switch (`${method} ${kind}`) {
      case "POST zonalshifts":
        return jsonResponse(await this.start(JSON.parse(body.toString("utf8"))), 201);
      case "DELETE zonalshifts":
        return jsonResponse(this.cancel(id.join("/")));
      case "GET zonalshifts":
        return jsonResponse({ items: this.list(searchParams) });
      case "GET managedresources":
        return id.length > 0 ? jsonResponse(await this.describe(id.join("/"))) : undefined;
      default:
        return undefined;
    }
  }

  private async start(input: Readonly<Record<string, string>>): Promise<ZonalShift> {
    const { resourceIdentifier = "", awayFrom = "", expiresIn = "", comment = "" } = input;
    const resource = await this.resource(resourceIdentifier);
    const lastsMs = durationMs(expiresIn);
    if (!resource.zones.includes(this.zoneNames.get(awayFrom) ?? "")) {
      throw new AwsError(
        "ValidationException",
        `The resource has no Availability Zone "${awayFrom}": give the id of one of its zones`,
      );
    }
    if (this.activeOf(resource.arn).length > 0) {
      throw new AwsError("ConflictException", "The resource has an active zonal shift", 409);
    }
    const shift: ZonalShift = {
      zonalShiftId: randomUUID(),
      resourceIdentifier: resource.arn,
      awayFrom,
      startTime: Date.now() / 1_000,
      expiryTime: (Date.now() + this.clock.wallMs(lastsMs)) / 1_000,
      comment,
      status: "ACTIVE",
    };
    this.shifts.set(shift.zonalShiftId, shift);
    this.expiries.set(
      shift.zonalShiftId,
      this.clock.after(lastsMs, () => this.turn(shift, "EXPIRED")),
    );
    this.turn(shift, "ACTIVE");
    return shift;
  }

  private cancel(id: string): ZonalShift {
    const shift = this.shifts.get(id);
    if (!shift) {
      throw notFound(`zonal shift ${id}`);
    }
    if (shift.status !== "ACTIVE") {
      throw new AwsError("ConflictException", `The zonal shift is ${shift.status}`, 409);
    }
    this.expiries.get(id)?.cancel();
    this.turn(shift, "CANCELED");
    return shift;
  }

  private list(query: URLSearchParams): readonly object[] {
    const [status, resource] = [query.get("status"), query.get("resourceIdentifier")];
    return [...this.shifts.values()]
      .filter((shift) => !status || shift.status === status)
      .filter((shift) => !resource || shift.resourceIdentifier === resource)
      .map((shift) => ({ ...shift, shiftType: "ZONAL_SHIFT" }));
  }

  private async describe(arnOrName: string): Promise<object> {
    const { arn, name, zones } = await this.resource(arnOrName);
    const inZones = [...this.zoneNames].filter(([, zone]) => zones.includes(zone));
    return {
      arn,
      name,
      appliedWeights: Object.fromEntries(
        inZones.map(([id, zone]) => [id, this.isShiftedAway(arn, zone) ? 0 : 1]),
      ),
      zonalShifts: this.activeOf(arn).map(({ status: _, ...shift }) => ({
        ...shift,
        appliedStatus: "APPLIED",
        shiftType: "ZONAL_SHIFT",
      })),
      autoshifts: [],
      zonalAutoshiftStatus: "DISABLED",
    };
  }

  private async resource(arnOrName: string): Promise<ShiftableResource> {
    const found = (await this.resources()).find(({ arn, name }) => [arn, name].includes(arnOrName));
    if (!found) {
      throw notFound(`resource ${arnOrName} that is enabled for zonal shift`);
    }
    return found;
  }

  private activeOf(resourceArn: string): readonly ZonalShift[] {
    return [...this.shifts.values()].filter(
      (shift) => shift.resourceIdentifier === resourceArn && shift.status === "ACTIVE",
    );
  }

  private turn(shift: ZonalShift, status: ZonalShift["status"]): void {
    shift.status = status;
    this.log.record(`zonal-shift.${status.toLowerCase()}`, {
      zonalShift: shift.zonalShiftId,
      resource: shift.resourceIdentifier,
      zone: this.zoneNames.get(shift.awayFrom),
    });
    for (const listener of this.listeners) {
      listener();
    }
  }

  private async learnZoneNames(): Promise<void> {
    if (this.zoneNames.size === 0) {
      const { AvailabilityZones } = await this.store.ec2.send(
        new DescribeAvailabilityZonesCommand({}),
      );
      this.zoneNames = new Map(
        (AvailabilityZones ?? []).map(({ ZoneId = "", ZoneName = "" }) => [ZoneId, ZoneName]),
      );
    }
  }
}

function notFound(what: string): AwsError {
  return new AwsError("ResourceNotFoundException", `There is no ${what}`, 404);
}

/** Such as `90m` or `3h`. */
function durationMs(expiresIn: string): number {
  const [, count, unit] = /^([1-9]\d*)([mh])$/.exec(expiresIn) ?? [];
  const lastsMs = Number(count) * (unit === "h" ? 3_600_000 : 60_000);
  if (!(lastsMs <= LONGEST_MS)) {
    throw new AwsError(
      "ValidationException",
      `The expiry "${expiresIn}" is not up to three days: give minutes or hours, such as 90m or 3h`,
    );
  }
  return lastsMs;
}
