import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AwsAccount } from "./aws-account";
import { idOf } from "./hcl";

export interface ServiceRoleProps {
  /** First part of the role's name, at most 38 characters. */
  readonly namePrefix: string;
  readonly description: string;
  readonly account: AwsAccount;
  /** The service that takes the role, such as ec2.amazonaws.com. */
  readonly trusted: string;
  /**
   * Whether the service must say that it acts for this account, against a confused deputy. Not
   * every service says for whom it acts. @default false
   */
  readonly onlyForThisAccount?: boolean;
  /** AWS managed policies, by their path and name. @default none */
  readonly managedPolicies?: readonly string[];
  /** Other managed policies, by ARN. @default none */
  readonly policyArns?: readonly string[];
  /** What else the role may do. @default nothing */
  readonly statements?: DataAwsIamPolicyDocumentStatement[];
}

/** An IAM role that one AWS service takes. */
export class ServiceRole extends Construct {
  readonly role: IamRole;
  /** What must stand before the role can do its work. */
  readonly permissions: ITerraformDependable[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServiceRoleProps,
  ) {
    super(scope, id);
    this.role = new IamRole(this, "role", {
      namePrefix: props.namePrefix,
      description: props.description,
      assumeRolePolicy: this.trustPolicy(),
    });
    this.permissions = [...this.attachPolicies(), ...this.allowStatements()];
  }

  private trustPolicy(): string {
    const { trusted, onlyForThisAccount, account } = this.props;
    return new DataAwsIamPolicyDocument(this, "trust", {
      statement: [
        {
          effect: "Allow",
          actions: ["sts:AssumeRole"],
          principals: [{ type: "Service", identifiers: [trusted] }],
          condition: onlyForThisAccount
            ? [{ test: "StringEquals", variable: "aws:SourceAccount", values: [account.id] }]
            : undefined,
        },
      ],
    }).json;
  }

  private attachPolicies(): ITerraformDependable[] {
    const { account, managedPolicies = [], policyArns = [] } = this.props;
    const managed = managedPolicies.map((policy) => ({
      id: policy.split("/").at(-1) ?? policy,
      arn: `arn:${account.partition}:iam::aws:policy/${policy}`,
    }));
    const given = policyArns.map((arn) => ({ id: idOf(arn), arn }));
    return [...managed, ...given].map(
      ({ id, arn }) =>
        new IamRolePolicyAttachment(this, id, { role: this.role.name, policyArn: arn }),
    );
  }

  private allowStatements(): ITerraformDependable[] {
    const { statements = [] } = this.props;
    if (statements.length === 0) {
      return [];
    }
    const document = new DataAwsIamPolicyDocument(this, "permissions", { statement: statements });
    return [new IamRolePolicy(this, "policy", { role: this.role.id, policy: document.json })];
  }
}
