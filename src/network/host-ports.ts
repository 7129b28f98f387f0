/**
 * The host ports of a dynamic mapping on Amazon Linux 2023: its kernel's ephemeral range.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
 */
export const DYNAMIC_HOST_PORTS = { first: 32_768, last: 60_999 } as const;
