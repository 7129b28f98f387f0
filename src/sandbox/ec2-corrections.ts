import type { AwsRequest } from "./gateway/aws-request";
import type { AwsResponse } from "./gateway/aws-response";
import { edited, type Item, itemsIn } from "./gateway/edited-xml";
import type { Handler, Handlers } from "./gateway/gateway";

interface Items {
  item?: Item[];
}

/** What the store keeps of EC2 and does not give back as EC2 does. */
export class Ec2Corrections {
  /** By the id of a security-group rule; the store drops that of a rule between two groups. */
  private readonly descriptions = new Map<string, string>();

  readonly handlers: Handlers = {
    "ec2:AuthorizeSecurityGroupIngress": this.rememberingDescription(),
    "ec2:AuthorizeSecurityGroupEgress": this.rememberingDescription(),
    "ec2:ModifySecurityGroupRules": this.rememberingDescription(),
    "ec2:DescribeSecurityGroupRules": async (_, passOn) =>
      edited(await passOn(), (answer) => {
        for (const rule of itemsIn(answer["securityGroupRuleSet"])) {
          rule["description"] ??= this.descriptions.get(String(rule["securityGroupRuleId"]));
        }
      }),
    // The tags of the template itself are no part of what it launches.
    "ec2:DescribeLaunchTemplateVersions": async (_, passOn) =>
      edited(await passOn(), (answer) => {
        for (const version of itemsIn(answer["launchTemplateVersionSet"])) {
          const data = version["launchTemplateData"] as Item | undefined;
          const specifications = data?.["tagSpecificationSet"] as Items | undefined;
          if (specifications?.item) {
            specifications.item = specifications.item.filter(
              ({ resourceType }) => resourceType !== "launch-template",
            );
          }
        }
      }),
  };

  private rememberingDescription(): Handler {
    return async (request, passOn) => {
      const answer = await passOn();
      const description = descriptionIn(request);
      if (description !== undefined) {
        for (const id of ruleIdsIn(request, answer)) {
          this.descriptions.set(id, description);
        }
      }
      return answer;
    };
  }
}

/** The provider asks for one rule at a time. */
function descriptionIn({ body }: AwsRequest): string | undefined {
  const form = new URLSearchParams(body.toString("utf8"));
  return [...form].find(([name]) => name.endsWith(".Description"))?.[1];
}

function ruleIdsIn(request: AwsRequest, answer: AwsResponse): string[] {
  const text = request.body.toString("utf8") + answer.body.toString("utf8");
  return [...new Set(text.match(/sgr-[0-9a-f]+/g))];
}
