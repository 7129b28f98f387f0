import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { AUDIENCE, type GithubOidc, ISSUER } from "./github-oidc";
import type { Statement } from "./permissions/ownership";

export interface WorkflowRoleProps {
  readonly name: string;
  /** Of the role and its policies: apart from what the role may manage. */
  readonly path: string;
  readonly description: string;
  readonly github: GithubOidc;
  /** `sub` claims of the tokens that may take the role. */
  readonly subjects: readonly string[];
  readonly longestSessionSeconds: number;
  /** By what they are for; each becomes a policy of its own, because AWS bounds a policy's size. */
  readonly policies: Readonly<Record<string, readonly Statement[]>>;
}

/** An IAM role that the workflows of one repository take, with nothing but a token of GitHub's. */
export class WorkflowRole extends Construct {
  readonly role: IamRole;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: WorkflowRoleProps,
  ) {
    super(scope, id);
    this.role = new IamRole(this, "role", {
      name: props.name,
      path: props.path,
      description: props.description,
      maxSessionDuration: props.longestSessionSeconds,
      assumeRolePolicy: this.trust(),
    });
    for (const [purpose, statements] of Object.entries(props.policies)) {
      this.permit(purpose, statements);
    }
  }

  private trust(): string {
    const { github, subjects } = this.props;
    return new DataAwsIamPolicyDocument(this, "trust", {
      statement: [
        {
          effect: "Allow",
          actions: ["sts:AssumeRoleWithWebIdentity"],
          principals: [{ type: "Federated", identifiers: [github.arn] }],
          condition: [
            { test: "StringEquals", variable: `${ISSUER}:aud`, values: [AUDIENCE] },
            { test: "StringEquals", variable: `${ISSUER}:sub`, values: [...subjects] },
          ],
        },
      ],
    }).json;
  }

  private permit(purpose: string, statements: readonly Statement[]): void {
    const document = new DataAwsIamPolicyDocument(this, `${purpose}-document`, {
      statement: [...statements],
    });
    const policy = new IamPolicy(this, purpose, {
      name: `${this.props.name}-${purpose}`,
      path: this.props.path,
      description: `${this.props.description}: ${purpose}`,
      policy: document.json,
    });
    new IamRolePolicyAttachment(this, `${purpose}-attachment`, {
      role: this.role.name,
      policyArn: policy.arn,
    });
  }
}
