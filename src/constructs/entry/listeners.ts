import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { Construct } from "constructs";
import type { LoadBalancer } from "./load-balancer";
import type { TargetGroup } from "./target-group";

export interface ListenersProps {
  readonly loadBalancer: LoadBalancer;
  /** Gets every request that no route takes. */
  readonly defaultTargetGroup: TargetGroup;
  /** @default HTTP alone */
  readonly https?: { readonly certificateArn: string; readonly sslPolicy: string };
}

export interface RouteProps {
  readonly priority: number;
  readonly pathPatterns: readonly string[];
  readonly hostHeaders: readonly string[];
  readonly targetGroup: TargetGroup;
}

/** HTTP on 80 or, with a certificate, HTTPS on 443 and a redirect from 80. */
export class Listeners extends Construct {
  /** The listener that forwards. */
  readonly serving: LbListener;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ListenersProps,
  ) {
    super(scope, id);
    this.serving = props.https
      ? this.listenOnHttps(props.https.certificateArn, props.https.sslPolicy)
      : this.listenOnHttp();
    if (props.https) {
      this.redirectTo(this.serving);
    }
  }

  /** Sends the requests that match to a service of their own. */
  route(id: string, props: RouteProps): LbListenerRule {
    return new LbListenerRule(this, id, {
      listenerArn: this.serving.arn,
      priority: props.priority,
      condition: [
        ...(props.pathPatterns.length > 0
          ? [{ pathPattern: { values: [...props.pathPatterns] } }]
          : []),
        ...(props.hostHeaders.length > 0
          ? [{ hostHeader: { values: [...props.hostHeaders] } }]
          : []),
      ],
      action: [{ type: "forward", targetGroupArn: props.targetGroup.group.arn }],
      // A certificate moves the rule to another listener: it must stand there before it goes here.
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private listenOnHttp(): LbListener {
    return new LbListener(this, "http", {
      loadBalancerArn: this.props.loadBalancer.alb.arn,
      port: 80,
      protocol: "HTTP",
      defaultAction: [this.forwardToDefault()],
    });
  }

  private listenOnHttps(certificateArn: string, sslPolicy: string): LbListener {
    return new LbListener(this, "https", {
      loadBalancerArn: this.props.loadBalancer.alb.arn,
      port: 443,
      protocol: "HTTPS",
      certificateArn,
      sslPolicy,
      defaultAction: [this.forwardToDefault()],
    });
  }

  /** The same id as the plain listener: a certificate turns that one into the redirect, in place. */
  private redirectTo(https: LbListener): void {
    new LbListener(this, "http", {
      loadBalancerArn: this.props.loadBalancer.alb.arn,
      port: 80,
      protocol: "HTTP",
      defaultAction: [
        { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } },
      ],
      dependsOn: [https, ...this.props.loadBalancer.clientRules],
    });
  }

  private forwardToDefault() {
    return { type: "forward", targetGroupArn: this.props.defaultTargetGroup.group.arn };
  }
}
