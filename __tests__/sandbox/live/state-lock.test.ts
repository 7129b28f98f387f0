import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { sandboxEnvironment } from "../../../src/sandbox/environment";
import { Sandbox } from "../../../src/sandbox/sandbox";
import { Terraform } from "../../../src/sandbox/terraform";
import { temporaryFolder } from "../../support/terraform";

const { providerMirror, moto } = inject("tools");
const SIGNED_FOR_S3 =
  "AWS4-HMAC-SHA256 Credential=sandbox/20261122/eu-north-1/s3/aws4_request, SignedHeaders=host, Signature=0";

describe.skipIf(!providerMirror || !moto)("state in the sandbox's S3", () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await Sandbox.start({ port: 0, speed: 1, region: "eu-north-1" });
    const created = await fetch(`${sandbox.url}/locked-state`, {
      method: "PUT",
      headers: { authorization: SIGNED_FOR_S3 },
      body: '<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>eu-north-1</LocationConstraint></CreateBucketConfiguration>',
    });
    expect(created.status).toBe(200);
  });
  afterAll(() => sandbox?.stop());

  async function checkout(): Promise<Terraform> {
    const folder = join(temporaryFolder(), "locked");
    cpSync(join(__dirname, "fixtures/locked"), folder, { recursive: true });
    const terraform = new Terraform(folder, sandboxEnvironment(sandbox.url, "eu-north-1"));
    await terraform.init();
    return terraform;
  }

  it("lets one of two applies at a time have the lock, and tells the other", async () => {
    const [one, other] = [await checkout(), await checkout()];
    const outcomes = await Promise.allSettled([one.apply(), other.apply()]);
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(refused).toHaveLength(1);
    expect(String(refused[0]?.reason)).toMatch(/Error acquiring the state lock/);

    // The lock is free again, and the state of the one that had it is there.
    expect(await (await checkout()).isClean()).toBe(true);
  });
});
