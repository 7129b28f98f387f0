import { lookup, resolveCname } from "node:dns/promises";
import { type Check, holds } from "./check";

/** What leads from a name to addresses. */
export interface Names {
  /** Empty where there are none. */
  addresses(host: string): Promise<readonly string[]>;
  /** What a name is only another name for. */
  alias(host: string): Promise<string | undefined>;
}

export const systemNames: Names = {
  async addresses(host) {
    const found = await lookup(host, { all: true }).catch(() => []);
    return found.map(({ address }) => address);
  },
  async alias(host) {
    const found = await resolveCname(host).catch(() => []);
    return found[0];
  },
};

const TITLE = "the URL leads to the load balancer";

/** Aliases of aliases; more are a circle. */
const MOST_ALIASES = 8;

/**
 * Whether what is asked is what the fault acts on: anything else that answers would go on answering,
 * and the drill would hold.
 *
 * @param dnsName of the load balancer; with a port where it has one of its own, as in a sandbox
 * @param trusted a person says that it does, such as through a CDN
 */
export async function urlOwnerCheck(
  url: URL,
  dnsName: string,
  trusted: boolean,
  names = systemNames,
): Promise<Check> {
  const own = new URL(`${url.protocol}//${dnsName}/`);
  const isOtherPort = own.port !== "" && own.port !== url.port;
  const reason = isOtherPort
    ? `its port is ${url.port || "the default one"}, and the load balancer's is ${own.port}`
    : await differenceOf(url.hostname, own.hostname, names);
  if (reason === undefined) {
    return holds(TITLE, `${url.host} is ${dnsName}`);
  }
  const found = `${url.host} is not seen to be ${dnsName}: ${reason}`;
  return trusted
    ? { title: TITLE, verdict: "unknown", detail: `${found}; taken for it with --trust-url` }
    : {
        title: TITLE,
        verdict: "refused",
        detail: `${found}; what else answers there would hide the loss: leave --url out, or add --trust-url where it leads there all the same, such as through a CDN`,
      };
}

/** @returns undefined where both names lead to the same place */
async function differenceOf(host: string, own: string, names: Names): Promise<string | undefined> {
  if (sameName(host, own) || (await isAliasOf(host, own, names))) {
    return undefined;
  }
  const [asked, owned] = await Promise.all([host, own].map((name) => addressesOf(name, names)));
  if (!asked?.length || !owned?.length) {
    return `${asked?.length ? own : host} has no address that can be looked up`;
  }
  // Every one: of a name with others too, some requests go elsewhere.
  return asked.every((address) => owned.includes(address))
    ? undefined
    : `the one has ${asked.join(", ")}, the other ${owned.join(", ")}`;
}

async function isAliasOf(host: string, own: string, names: Names): Promise<boolean> {
  let name: string | undefined = host;
  for (let hop = 0; hop < MOST_ALIASES && name !== undefined; hop++) {
    name = await names.alias(name);
    if (name !== undefined && sameName(name, own)) {
      return true;
    }
  }
  return false;
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html */
function sameName(one: string, other: string): boolean {
  return bare(one) === bare(other);
}

function bare(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.$/, "")
    .replace(/^dualstack\./, "");
}

/** `localhost` is also the IPv6 loopback, on which a sandbox does not listen. */
async function addressesOf(host: string, names: Names): Promise<readonly string[]> {
  const found = await names.addresses(host.replace(/^\[|\]$/g, ""));
  return found.includes("127.0.0.1") ? found.filter((address) => address !== "::1") : found;
}
