import { z } from "zod";
import { unique } from "./primitives";

/** Compared as they are written: AWS would take a wildcard in them for a plain character. */
const subject = z
  .string()
  .regex(
    /^repo:[^\s*?]+:[^\s*?]+$/,
    "must be one whole subject such as repo:owner/name:pull_request, without wildcards",
  );

export const ci = z
  .strictObject({
    repository: z
      .string()
      .regex(/^[A-Za-z0-9-]+\/[\w.-]+$/, "must be owner/name")
      .describe("GitHub repository whose workflows plan and deploy, as owner/name"),
    githubEnvironment: z
      .string()
      .regex(/^[\w-]{1,255}$/, "must be 1 to 255 letters, digits, hyphens and underscores")
      .optional()
      .describe(
        "GitHub environment whose reviewers approve a deploy; where left out, this environment's name",
      ),
    oidcProvider: z
      .enum(["existing", "create"])
      .default("existing")
      .describe(
        "GitHub's OIDC provider in the account: looked up, because an account has one for all; `create` it where there is none",
      ),
    planSubjects: unique(z.array(subject).min(1))
      .optional()
      .describe(
        "OIDC subjects that may plan; where left out, the repository's pull requests and its branch `main`",
      ),
    deploySubjects: unique(
      z
        .array(
          subject.refine((claim) => !claim.endsWith(":pull_request"), {
            error: "would let any pull request deploy, without an approval: give an environment",
          }),
        )
        .min(1),
    )
      .optional()
      .describe("OIDC subjects that may deploy; where left out, the GitHub environment above"),
  })
  .describe("roles for the GitHub workflows that plan and deploy this environment; none");

type ParsedCi = z.output<typeof ci>;

/** With the defaults that follow from the other settings. */
export type Ci = Required<ParsedCi>;

/**
 * @see https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims
 */
export function completeCi(parsed: ParsedCi, environmentName: string): Ci {
  const { repository, githubEnvironment = environmentName } = parsed;
  return {
    ...parsed,
    githubEnvironment,
    planSubjects: parsed.planSubjects ?? [
      `repo:${repository}:pull_request`,
      `repo:${repository}:ref:refs/heads/main`,
    ],
    deploySubjects: parsed.deploySubjects ?? [
      `repo:${repository}:environment:${githubEnvironment}`,
    ],
  };
}
