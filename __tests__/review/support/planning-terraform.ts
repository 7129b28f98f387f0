import { Terraform } from "../../support/terraform";

/** Terraform whose plans are taken as they are, failed ones too. */
export class PlanningTerraform extends Terraform {
  async perform([subcommand = "", ...args]: readonly string[]): Promise<void> {
    await this.run(subcommand, ...args);
  }

  /** @throws Error where the plan fails but should not, or the other way about */
  async planJson(flags: readonly string[] = [], fails = false): Promise<unknown> {
    const { code, stderr } = await this.execute("plan", "-input=false", "-out=plan", ...flags);
    if (code !== (fails ? 1 : 0)) {
      throw new Error(`terraform plan ended with ${code}:\n${stderr}`);
    }
    return JSON.parse(await this.run("show", "-json", "plan"));
  }
}
