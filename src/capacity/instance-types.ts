import table from "./instance-types.json";

/** What one EC2 instance type offers, as `aws ec2 describe-instance-types` reports it. */
export interface InstanceType {
  readonly name: string;
  readonly memoryMiB: number;
  readonly vcpus: number;
  /** Elastic network interfaces, the instance's own among them. */
  readonly networkInterfaces: number;
  readonly architecture: "x86_64" | "arm64";
}

type Row = Omit<InstanceType, "name">;

const rows = table as Readonly<Record<string, Row>>;

/**
 * The current general-purpose, compute and memory families up to 8xlarge. The rows are the
 * response of DescribeInstanceTypes as recorded in moto 5.2.1; a type that is not listed is given
 * in the settings with its own figures.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html
 */
export function findInstanceType(name: string): InstanceType | undefined {
  const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
  return row && { name, ...row };
}
