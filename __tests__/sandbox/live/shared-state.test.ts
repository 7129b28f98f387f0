import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { AppliedEnvironment } from "../../support/applied-environment";
import { ask } from "../../support/signed-requests";
import { Terraform, temporaryFolder } from "../../support/terraform";

const { providerMirror, moto } = inject("tools");
const BUCKET = "taskmanager-demo-terraform-state";

/** The bucket is the state stack's own, applied to the sandbox. */
describe.skipIf(!providerMirror || !moto)("state in the sandbox's S3", () => {
  let environment: AppliedEnvironment;

  beforeAll(async () => {
    environment = await AppliedEnvironment.start();
    const state = environment.synthesize({ state: { kind: "s3", bucket: BUCKET } })("state");
    await state.init();
    await state.apply();
  }, 240_000);
  afterAll(() => environment?.stop());

  async function checkout(): Promise<Terraform> {
    const folder = join(temporaryFolder(), "shared-state");
    cpSync(join(__dirname, "fixtures/shared-state"), folder, { recursive: true });
    const terraform = new Terraform(folder, environment.env);
    await terraform.init(`-backend-config=bucket=${BUCKET}`);
    return terraform;
  }

  const object = (path: string, method = "GET") =>
    ask(environment.sandbox, "s3", `/${BUCKET}/${path}`, { method });

  interface State {
    readonly resources: readonly {
      readonly name: string;
      readonly instances: readonly { readonly attributes: { readonly id: string } }[];
    }[];
  }

  const storedState = async () => (await (await object("shared.tfstate")).json()) as State;

  const keptId = async () =>
    (await storedState()).resources.find(({ name }) => name === "kept")?.instances[0]?.attributes
      .id;

  it("lets one of two applies at a time have the lock, and tells the other", async () => {
    const [one, other] = [await checkout(), await checkout()];
    const outcomes = await Promise.allSettled([one.apply(), other.apply()]);
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(refused).toHaveLength(1);
    expect(String(refused[0]?.reason)).toMatch(/Error acquiring the state lock/);

    // The lock is free again, and the state of the one that had it is there.
    expect(await (await checkout()).isClean()).toBe(true);
  });

  it("encrypts the state with the key of its bucket", async () => {
    const { headers } = await object("shared.tfstate", "HEAD");
    expect(headers.get("x-amz-server-side-encryption")).toBe("aws:kms");
    expect(headers.get("x-amz-server-side-encryption-aws-kms-key-id")).toMatch(/^arn:aws:kms:/);
  });

  it("loses nothing when an apply is killed, and goes on once its lock is broken", async () => {
    const kept = await keptId();
    expect(kept).toBeDefined();
    const killed = await checkout();
    const apply = killed.apply("-var=release=second").catch((error: Error) => error);
    await expect.poll(async () => (await object("shared.tfstate.tflock")).status).toBe(200);
    killed.kill();
    expect(await apply).toBeInstanceOf(Error);

    const next = await checkout();
    const refusal = String(await next.apply("-var=release=second").catch((error) => error));
    const [, lock = ""] = /ID:\s+([0-9a-f-]{36})/.exec(refusal) ?? [];
    await next.breakLock(lock);
    await next.apply("-var=release=second");
    expect(await next.isClean("-var=release=second")).toBe(true);
    expect(await keptId()).toBe(kept);
  });
});
