import { EXIT, type ExitCode } from "../exit-codes";

/** Why a drill cannot run or go on; its message is meant to be printed as it stands. */
export class DrillError extends Error {
  override readonly name = "DrillError";

  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.couldNotTell,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * What AWS's refusal means for a person: the clients have tried a throttled call again already.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export function explained(error: unknown): Error {
  if (!(error instanceof Error)) {
    return new DrillError(String(error));
  }
  if (error instanceof DrillError || error.name === "NotFoundInAccount") {
    return error;
  }
  const what = meaning(error);
  return what === undefined ? error : new DrillError(what, EXIT.couldNotTell, { cause: error });
}

export function isRefusedPermission({ name }: Error): boolean {
  return /^(AccessDenied(Exception)?|UnauthorizedOperation|UnauthorizedAccess|AuthorizationError)$/.test(
    name,
  );
}

export function isThrottled({ name }: Error): boolean {
  return /^(Throttling(Exception)?|ThrottledException|RequestLimitExceeded|TooManyRequestsException|RequestThrottled(Exception)?)$/.test(
    name,
  );
}

function meaning(error: Error): string | undefined {
  const { name, message } = error;
  if (/^(ExpiredToken(Exception)?|RequestExpired)$/.test(name) || /token.*expired/i.test(message)) {
    return "the AWS credentials have expired: sign in again, then repeat the command";
  }
  if (name === "CredentialsProviderError") {
    return "no AWS credentials: set AWS_PROFILE, or sign in with `aws sso login`";
  }
  if (
    /^(InvalidClientTokenId|UnrecognizedClientException|AuthFailure|SignatureDoesNotMatch)$/.test(
      name,
    )
  ) {
    return `AWS does not accept the credentials (${name}): sign in again, or choose another AWS_PROFILE`;
  }
  if (isRefusedPermission(error)) {
    return `a permission is missing: ${message}`;
  }
  if (isThrottled(error)) {
    return `AWS throttles the calls of this account (${name}): wait a minute, then repeat the command`;
  }
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "ECONNRESET"].includes(code)) {
    return `AWS cannot be reached (${code}): check the network, the region, and AWS_ENDPOINT_URL`;
  }
  return undefined;
}
