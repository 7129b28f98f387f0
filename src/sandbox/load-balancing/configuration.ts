import {
  type Action,
  type Listener as ApiListener,
  DescribeLoadBalancerAttributesCommand,
  type LoadBalancer,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  paginateDescribeRules,
  type Rule,
  type RuleCondition,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ListenerRule } from "../../simulation/listener-rules";
import type { Store } from "../store";
import type { Place } from "../zone-faults";
import type { Redirect } from "./redirect";
import type { Scheme } from "./target-group-settings";

/** An Application Load Balancer as the store has it. */
export interface LoadBalancerConfiguration {
  readonly arn: string;
  readonly name: string;
  /** Of its nodes, one a zone. */
  readonly places: readonly Required<Place>[];
  readonly idleTimeoutMs: number;
  /** How long a client may use one connection. */
  readonly clientKeepAliveMs: number;
  readonly dropsInvalidHeaders: boolean;
  readonly zonalShiftEnabled: boolean;
  readonly listeners: readonly Listener[];
}

export interface Listener {
  readonly scheme: Scheme;
  readonly port: number;
  readonly rules: readonly ListenerRule<ListenerAction>[];
  readonly defaultAction: ListenerAction;
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html */
export type ListenerAction =
  | Forward
  | ({ readonly type: "redirect" } & Redirect)
  | {
      readonly type: "fixed-response";
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
    }
  /** Such as `authenticate-oidc`. */
  | { readonly type: "unsupported"; readonly name: string };

export interface Forward {
  readonly type: "forward";
  readonly targetGroups: readonly { readonly arn: string; readonly weight: number }[];
  /** How long a client stays with the target group it was given; undefined: not at all. */
  readonly stickinessMs: number | undefined;
}

/** All Application Load Balancers, by the DNS name that the store gave. */
export async function readLoadBalancers(
  store: Store,
): Promise<ReadonlyMap<string, LoadBalancerConfiguration>> {
  const pages = paginateDescribeLoadBalancers({ client: store.elb }, {});
  const found = await all(pages, ({ LoadBalancers }) => LoadBalancers);
  const entries = found
    .filter(({ Type }) => Type === "application")
    .map(async (each) => [each.DNSName as string, await read(store, each)] as const);
  return new Map(await Promise.all(entries));
}

async function read(store: Store, described: LoadBalancer): Promise<LoadBalancerConfiguration> {
  const arn = described.LoadBalancerArn as string;
  const { Attributes } = await store.elb.send(
    new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arn }),
  );
  const attributes = new Map((Attributes ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
  const pages = paginateDescribeListeners({ client: store.elb }, { LoadBalancerArn: arn });
  const listeners = await all(pages, ({ Listeners }) => Listeners);
  return {
    arn,
    name: described.LoadBalancerName ?? arn,
    places: (described.AvailabilityZones ?? []).map(({ ZoneName = "", SubnetId = "" }) => ({
      zone: ZoneName,
      subnetId: SubnetId,
    })),
    // Defaults: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html
    idleTimeoutMs: Number(attributes.get("idle_timeout.timeout_seconds") ?? 60) * 1_000,
    clientKeepAliveMs: Number(attributes.get("client_keep_alive.seconds") ?? 3_600) * 1_000,
    dropsInvalidHeaders:
      attributes.get("routing.http.drop_invalid_header_fields.enabled") === "true",
    zonalShiftEnabled: attributes.get("zonal_shift.config.enabled") === "true",
    listeners: await Promise.all(listeners.map((each) => readListener(store, each))),
  };
}

async function readListener(store: Store, listener: ApiListener): Promise<Listener> {
  const pages = paginateDescribeRules(
    { client: store.elb },
    { ListenerArn: listener.ListenerArn as string },
  );
  const rules = await all(pages, ({ Rules }) => Rules);
  return {
    scheme: listener.Protocol === "HTTPS" ? "https" : "http",
    port: listener.Port ?? 80,
    rules: rules.filter(({ IsDefault }) => !IsDefault).map(ruleOf),
    defaultAction: actionOf(listener.DefaultActions),
  };
}

async function all<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) {
    items.push(...(itemsOf(page) ?? []));
  }
  return items;
}

function ruleOf({ Priority, Conditions = [], Actions }: Rule): ListenerRule<ListenerAction> {
  const of = (field: string) => Conditions.filter(({ Field }) => Field === field);
  /** Undefined where the rule does not look at the field: it then takes any. */
  const valuesOf = (field: string, values: (condition: RuleCondition) => string[] | undefined) =>
    of(field)
      .map((condition) => values(condition) ?? condition.Values ?? [])
      .at(0);
  return {
    priority: Number(Priority),
    hosts: valuesOf("host-header", ({ HostHeaderConfig }) => HostHeaderConfig?.Values),
    paths: valuesOf("path-pattern", ({ PathPatternConfig }) => PathPatternConfig?.Values),
    methods: valuesOf("http-request-method", ({ HttpRequestMethodConfig: c }) => c?.Values),
    sourceCidrBlocks: valuesOf("source-ip", ({ SourceIpConfig }) => SourceIpConfig?.Values),
    headers: of("http-header").map(({ HttpHeaderConfig }) => ({
      name: HttpHeaderConfig?.HttpHeaderName ?? "",
      patterns: HttpHeaderConfig?.Values ?? [],
    })),
    queries: of("query-string").map(({ QueryStringConfig }) =>
      (QueryStringConfig?.Values ?? []).map(({ Key, Value = "" }) => ({ key: Key, value: Value })),
    ),
    action: actionOf(Actions),
  };
}

/** Where there is more than one, the others authenticate. */
function actionOf(actions: readonly Action[] = []): ListenerAction {
  const name = actions.map(({ Type }) => Type).join(" with ");
  const [action = {} as Action] = actions;
  switch (name) {
    case "forward":
      return forwardOf(action);
    case "redirect": {
      const { StatusCode, Protocol, Host, Port, Path, Query } = action.RedirectConfig ?? {};
      return {
        type: "redirect",
        status: StatusCode === "HTTP_302" ? 302 : 301,
        protocol: Protocol ?? "#{protocol}",
        host: Host ?? "#{host}",
        port: Port ?? "#{port}",
        path: Path ?? "/#{path}",
        query: Query ?? "#{query}",
      };
    }
    case "fixed-response": {
      const { StatusCode, ContentType, MessageBody } = action.FixedResponseConfig ?? {};
      return {
        type: "fixed-response",
        status: Number(StatusCode),
        contentType: ContentType ?? "text/plain",
        body: MessageBody ?? "",
      };
    }
    default:
      return { type: "unsupported", name };
  }
}

function forwardOf({ TargetGroupArn, ForwardConfig }: Action): Forward {
  const weighted = ForwardConfig?.TargetGroups ?? [];
  const stickiness = ForwardConfig?.TargetGroupStickinessConfig;
  return {
    type: "forward",
    targetGroups:
      weighted.length > 0
        ? weighted.map((each) => ({
            arn: each.TargetGroupArn as string,
            weight: each.Weight ?? 1,
          }))
        : [{ arn: TargetGroupArn as string, weight: 1 }],
    stickinessMs: stickiness?.Enabled ? (stickiness.DurationSeconds ?? 0) * 1_000 : undefined,
  };
}

/** What the load balancer's listeners forward to. */
export function targetGroupArnsOf({ listeners }: LoadBalancerConfiguration): readonly string[] {
  const actions = listeners.flatMap(({ rules, defaultAction }) => [
    defaultAction,
    ...rules.map(({ action }) => action),
  ]);
  const forwarded = actions.flatMap((action) =>
    action.type === "forward" ? action.targetGroups.map(({ arn }) => arn) : [],
  );
  return [...new Set(forwarded)];
}
