/** Endings of names that hold a secret; `TOKEN_TTL` and `PASSWORD_FILE` hold none. */
const SECRET_NAME =
  /(?:^|_|-)(?:password|passwd|passphrase|pwd|secret|token|credentials?|api_?key|access_?key|private_?key|secret_?key|signing_?key|encryption_?key)$/i;

/** What holds no secret whatever its name: nothing, a switch, a number, an ARN or a path to one. */
const PLAIN_VALUE = /^(?:|true|false|\d+|arn:aws[a-z-]*:\S+|\/[\w./-]+)$/i;

/** Forms that credentials have, each with what it is. */
const SECRET_VALUES: readonly (readonly [form: RegExp, what: string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/, "an AWS access key"],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{22,}/, "a GitHub token"],
  [/\bglpat-[\w-]{20,}/, "a GitLab token"],
  [/\bxox[abprs]-[\w-]{10,}/, "a Slack token"],
  [/\b[rs]k_live_[A-Za-z0-9]{16,}/, "a Stripe key"],
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/, "a JSON Web Token"],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i, "a URL with a password"],
];

/** Why an environment variable looks like a secret; undefined where it does not. */
export function secretLook(name: string, value: string): string | undefined {
  const form = SECRET_VALUES.find(([pattern]) => pattern.test(value));
  if (form) {
    return `holds what looks like ${form[1]}`;
  }
  const snakeCase = name.replace(/([a-z\d])([A-Z])/g, "$1_$2");
  return SECRET_NAME.test(snakeCase) && !PLAIN_VALUE.test(value)
    ? "is named like a secret"
    : undefined;
}
