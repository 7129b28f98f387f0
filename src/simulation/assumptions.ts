/** To be said wherever the figures are. */
export const STATEMENT =
  "The figures are a model of documented AWS behaviour, not a measurement on AWS.";

export interface Assumption {
  readonly what: string;
  /** The page that it follows; where there is none, it is assumed. */
  readonly source: string | undefined;
}

const ALB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application";
const ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";
const AUTO_SCALING = "https://docs.aws.amazon.com/autoscaling/ec2/userguide";

/** What the simulation takes for given, whatever it simulates. */
export const ASSUMPTIONS: readonly Assumption[] = [
  {
    what: "Every node of the load balancer checks every target by itself, at its own phase. A check that a target answers takes no time; one that vanishes into a dark zone takes the timeout.",
    source: `${ALB}/target-group-health-checks.html`,
  },
  {
    what: "A node sends to the healthy targets in turn, fails open to all registered ones where too few are healthy, and does not try another target when one fails (502 refused, 504 after a connect timeout of 10 s, 503 without a target).",
    source: `${ALB}/load-balancer-troubleshooting.html`,
  },
  {
    what: "Clients spread evenly over the addresses in DNS, look them up again within 60 s, some sooner and some later, and do not retry. Requests are divided evenly over the target groups.",
    source:
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
  },
  {
    what: "A request counts when it is sent. Those under way at the moment of the fault are not counted. The failing share over time, times the rate, is rounded up to a whole request.",
    source: undefined,
  },
  {
    what: "ECS takes a task for healthy or unhealthy when the last node of the load balancer has come to that view.",
    source: undefined,
  },
  {
    what: "When an instance stops, its tasks are STOPPED and its agent is disconnected at once.",
    source: `${ECS}/ecs_container_instance_events.html`,
  },
  {
    what: "When an instance falls silent, ECS may go on placing tasks on it until its agent counts as disconnected; they stay PENDING until the instance is drained.",
    source: undefined,
  },
  {
    what: "A group gives up an instance that falls silent, drains and replaces it as its maintenance policy says. In a vanished zone the drain never ends, and every launch fails.",
    source: `${AUTO_SCALING}/ec2-auto-scaling-health-checks.html`,
  },
  {
    what: "Zones are rebalanced one task at a time, start before stop, and no instance is launched for it.",
    source: `${ECS}/service-rebalancing.html`,
  },
];

/** What may happen on AWS and does not here. */
export const NOT_SIMULATED: readonly string[] = [
  "service autoscaling, slow start, stickiness and Spot interruptions",
  "what a task needs besides its load balancer, such as a database in one zone",
  "a state seen in the field in which ECS holds a task of a stopped instance for RUNNING until the container instance is deregistered by force",
];
