import { DataAwsIamOpenidConnectProvider } from "@cdktf/provider-aws/lib/data-aws-iam-openid-connect-provider";
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { Construct } from "constructs";

/** What the tokens of GitHub's workflows say of who made them, and for whom. */
export const ISSUER = "token.actions.githubusercontent.com";
export const AUDIENCE = "sts.amazonaws.com";

/**
 * GitHub's identity provider in the account, of which there is one for all environments.
 *
 * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 */
export class GithubOidc extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: { readonly create: boolean }) {
    super(scope, id);
    this.arn = props.create ? this.create() : this.lookUp();
  }

  /** The others in the account would lose their access with it. */
  private create(): string {
    return new IamOpenidConnectProvider(this, "provider", {
      url: `https://${ISSUER}`,
      clientIdList: [AUDIENCE],
      lifecycle: { preventDestroy: true },
    }).arn;
  }

  private lookUp(): string {
    return new DataAwsIamOpenidConnectProvider(this, "provider", { url: `https://${ISSUER}` }).arn;
  }
}
