/**
 * The predefined TLS policies of an Application Load Balancer, by the month at the end of their
 * names: AWS adds policies and never changes one.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
const NAMES_BY_MONTH: Readonly<Record<string, readonly string[]>> = {
  "2015-04": ["TLS-1-0"],
  "2015-05": [""],
  "2016-08": [""],
  "2017-01": ["TLS-1-1", "TLS-1-2"],
  "2018-06": ["TLS-1-2-Ext", "FS"],
  "2019-08": ["FS-1-1", "FS-1-2", "FS-1-2-Res"],
  "2020-10": ["FS-1-2-Res"],
  "2021-06": [
    ...["TLS13-1-0", "TLS13-1-1", "TLS13-1-2", "TLS13-1-3"],
    ...["TLS13-1-2-Res", "TLS13-1-2-Ext1", "TLS13-1-2-Ext2"],
  ],
  "2023-04": [
    ...["TLS13-1-0-FIPS", "TLS13-1-1-FIPS", "TLS13-1-2-FIPS", "TLS13-1-3-FIPS"],
    ...["TLS13-1-2-Res-FIPS", "TLS13-1-2-Ext0-FIPS", "TLS13-1-2-Ext1-FIPS", "TLS13-1-2-Ext2-FIPS"],
  ],
  "2025-09": [
    ...["TLS13-1-0-PQ", "TLS13-1-2-PQ", "TLS13-1-3-PQ"],
    ...["TLS13-1-2-Res-PQ", "TLS13-1-2-Ext1-PQ", "TLS13-1-2-Ext2-PQ"],
    ...["TLS13-1-0-FIPS-PQ", "TLS13-1-1-FIPS-PQ", "TLS13-1-2-FIPS-PQ", "TLS13-1-3-FIPS-PQ"],
    ...["TLS13-1-2-Res-FIPS-PQ", "TLS13-1-2-Ext0-FIPS-PQ"],
    ...["TLS13-1-2-Ext1-FIPS-PQ", "TLS13-1-2-Ext2-FIPS-PQ"],
  ],
};

/** What AWS recommends, and its console chooses: TLS 1.3 and 1.2, with post-quantum key exchange. */
export const RECOMMENDED_TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";

const NEWEST_MONTH = Object.keys(NAMES_BY_MONTH).sort().at(-1) as string;

/** One that AWS has added since, or one for RFC 9151, cannot be listed here: its form has to do. */
export function isTlsPolicy(policy: string): boolean {
  const [, name = "", month = ""] =
    /^ELBSecurityPolicy-(?:(.+)-)?(\d{4}-(?:0[1-9]|1[0-2]))$/.exec(policy) ?? [];
  return (
    (NAMES_BY_MONTH[month]?.includes(name) ?? false) ||
    month > NEWEST_MONTH ||
    /^TLS13?-.*RFC9151/.test(name)
  );
}
