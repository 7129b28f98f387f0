import { describe, expect, it } from "vitest";
import { isTlsPolicy } from "../../src/settings/tls-policies";

describe("a TLS policy", () => {
  it.each([
    "ELBSecurityPolicy-2016-08",
    "ELBSecurityPolicy-TLS-1-2-Ext-2018-06",
    "ELBSecurityPolicy-FS-1-2-Res-2020-10",
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Ext0-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2027-03",
  ])("%s is one, or may be newer than the list", (policy) => {
    expect(isTlsPolicy(policy)).toBe(true);
  });

  it.each([
    "ELBSecurityPolicy-TLS13-1-2-2021-07",
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-08",
    "ELBSecurityPolicy-TLS13-1-2-Ext0-2021-06",
    "ELBSecurityPolicy-2016-09",
    "ELBSecurityPolicy-TLS13-1-2-PQ-2027-13",
    "elbsecuritypolicy-2016-08",
    "TLS13-1-2-2021-06",
    "",
  ])("%s is none", (policy) => {
    expect(isTlsPolicy(policy)).toBe(false);
  });
});
