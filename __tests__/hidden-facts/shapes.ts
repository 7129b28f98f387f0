/**
 * Ways to write one service in HCL by hand, each with one thing that does not survive the loss of a
 * zone or that a plan leaves open. The real Terraform plans them without an account.
 */
export interface Shape {
  /** Whether every zone is an index, a key, or in a module. */
  readonly zones: "count" | "for_each" | "module";
  readonly rules: "inline" | "separate";
  readonly instances: "public" | "behind-one-nat" | "behind-nats";
  readonly tasks: "bridge" | "awsvpc";
  readonly listener: "forward" | "redirect" | "fixed-response";
  readonly autoscaled: boolean;
  /** Text of the configuration to replace: what is weak in it. */
  readonly weak: readonly (readonly [text: string, by: string])[];
}

const base: Shape = {
  zones: "count",
  rules: "separate",
  instances: "public",
  tasks: "bridge",
  listener: "forward",
  autoscaled: false,
  weak: [],
};

export const SHAPES: Readonly<Record<string, Shape>> = {
  "one-task": { ...base, weak: [["desired_count = 2", "desired_count = 1"]] },
  "group-in-one-zone": {
    ...base,
    weak: [["vpc_zone_identifier = local.home", "vpc_zone_identifier = [aws_subnet.public[0].id]"]],
  },
  "keyed-zones-slow-checks": {
    ...base,
    zones: "for_each",
    weak: [["interval            = 5", "interval            = 60"]],
  },
  "network-module-one-instance": {
    ...base,
    zones: "module",
    weak: [["min_size            = 2", "min_size            = 1"]],
  },
  "inline-rules-closed": {
    ...base,
    rules: "inline",
    weak: [["from_port       = 32768", "from_port       = 49153"]],
  },
  "one-nat": { ...base, instances: "behind-one-nat" },
  "nats-packed": {
    ...base,
    instances: "behind-nats",
    weak: [
      ['field = "attribute:ecs.availability-zone"', 'field = "memory"'],
      ['type  = "spread"', 'type  = "binpack"'],
    ],
  },
  "own-addresses": {
    ...base,
    instances: "behind-nats",
    tasks: "awsvpc",
    weak: [["deployment_minimum_healthy_percent = 100", "deployment_minimum_healthy_percent = 50"]],
  },
  "redirect-to-nothing": { ...base, listener: "redirect" },
  "answers-itself": { ...base, listener: "fixed-response" },
  "scales-to-one": {
    ...base,
    zones: "for_each",
    autoscaled: true,
    weak: [["min_capacity       = 2", "min_capacity       = 1"]],
  },
  "keyed-inline-no-breaker": {
    ...base,
    zones: "for_each",
    rules: "inline",
    weak: [["enable   = true", "enable   = false"]],
  },
};

/** The files of a configuration, by name. */
export function filesOf(shape: Shape): Readonly<Record<string, string>> {
  const main = [
    HEAD,
    shape.zones === "module" ? "" : network(shape),
    shape.zones === "module" ? 'module "network" {\n  source = "./network"\n}' : "",
    shape.rules === "inline" ? INLINE_RULES : SEPARATE_RULES,
    entry(shape),
    INSTANCES,
    service(shape),
    shape.autoscaled ? AUTOSCALING : "",
  ].join("\n\n");
  const weakened = shape.weak.reduce((text, [part, by]) => {
    if (!text.includes(part)) {
      throw new Error(`there is no "${part}" in the configuration`);
    }
    return text.replace(part, by);
  }, main);
  return shape.zones === "module"
    ? {
        "main.tf": withoutNames(weakened, shape),
        "network/main.tf": `${network({ ...shape, zones: "count" })}\n\n${NETWORK_OUTPUTS}`,
      }
    : { "main.tf": withoutNames(weakened, shape) };
}

const HEAD = `terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}

provider "aws" {
  region                      = "eu-north-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}`;

const ZONES = '["eu-north-1a", "eu-north-1b"]';

/** `count = …` or `for_each = …`, and what a resource of it is called by another of the same zone. */
function perZone({ zones }: Shape) {
  return zones === "for_each"
    ? {
        repeat: `for_each = { for index, zone in ${ZONES} : zone => index }`,
        zone: "each.key",
        index: "each.value",
        own: "[each.key]",
      }
    : {
        repeat: "count = 2",
        zone: `${ZONES}[count.index]`,
        index: "count.index",
        own: "[count.index]",
      };
}

function network(shape: Shape): string {
  const { repeat, zone, index, own } = perZone(shape);
  const one = shape.zones === "for_each" ? '["eu-north-1a"]' : "[0]";
  const nats = shape.instances === "behind-nats";
  return `resource "aws_vpc" "main" {
  cidr_block = "10.30.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "public" {
  ${repeat}
  vpc_id                  = aws_vpc.main.id
  availability_zone       = ${zone}
  cidr_block              = cidrsubnet("10.30.0.0/16", 8, ${index})
  map_public_ip_on_launch = true
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "public" {
  ${repeat}
  subnet_id      = aws_subnet.public${own}.id
  route_table_id = aws_route_table.public.id
}
${
  shape.instances === "public"
    ? ""
    : `
resource "aws_eip" "nat" {
  ${nats ? repeat : "count = 1"}
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  ${nats ? repeat : "count = 1"}
  allocation_id = aws_eip.nat${nats ? own : "[0]"}.id
  subnet_id     = aws_subnet.public${nats ? own : one}.id
}

resource "aws_subnet" "private" {
  ${repeat}
  vpc_id            = aws_vpc.main.id
  availability_zone = ${zone}
  cidr_block        = cidrsubnet("10.30.0.0/16", 8, ${index} + 10)
}

resource "aws_route_table" "private" {
  ${repeat}
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "private" {
  ${repeat}
  route_table_id         = aws_route_table.private${own}.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main${nats ? own : "[0]"}.id
}

resource "aws_route_table_association" "private" {
  ${repeat}
  subnet_id      = aws_subnet.private${own}.id
  route_table_id = aws_route_table.private${own}.id
}`
}`;
}

const NETWORK_OUTPUTS = `output "vpc" {
  value = aws_vpc.main
}

output "subnets" {
  value = aws_subnet.public
}`;

/** A plan does not say what a local value is made of, so every name is replaced by its expression. */
function withoutNames(text: string, { zones, instances }: Shape): string {
  const listed = (name: string) => {
    switch (zones) {
      case "for_each":
        return `values(aws_subnet.${name})[*].id`;
      case "module":
        return "module.network.subnets[*].id";
      case "count":
        return `aws_subnet.${name}[*].id`;
    }
  };
  return text
    .replaceAll("local.vpc", zones === "module" ? "module.network.vpc.id" : "aws_vpc.main.id")
    .replaceAll("local.public", listed("public"))
    .replaceAll("local.home", listed(instances === "public" ? "public" : "private"));
}

const INLINE_RULES = `resource "aws_security_group" "entry" {
  vpc_id = local.vpc
  ingress {
    protocol    = "tcp"
    from_port   = 80
    to_port     = 80
    cidr_blocks = ["0.0.0.0/0"]
  }
  egress {
    protocol    = "tcp"
    from_port   = 80
    to_port     = 65535
    cidr_blocks = ["10.30.0.0/16"]
  }
}

resource "aws_security_group" "instances" {
  vpc_id = local.vpc
  ingress {
    protocol        = "tcp"
    from_port       = 32768
    to_port         = 65535
    security_groups = [aws_security_group.entry.id]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}`;

const SEPARATE_RULES = `resource "aws_security_group" "entry" {
  vpc_id = local.vpc
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  security_group_id = aws_security_group.entry.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
}

resource "aws_vpc_security_group_egress_rule" "to_targets" {
  security_group_id            = aws_security_group.entry.id
  referenced_security_group_id = aws_security_group.instances.id
  ip_protocol                  = "tcp"
  from_port                    = 80
  to_port                      = 65535
}

resource "aws_security_group" "instances" {
  vpc_id = local.vpc
}

resource "aws_vpc_security_group_ingress_rule" "from_entry" {
  security_group_id            = aws_security_group.instances.id
  referenced_security_group_id = aws_security_group.entry.id
  ip_protocol                  = "tcp"
  from_port                    = 80
  to_port                      = 65535
}

resource "aws_vpc_security_group_egress_rule" "out" {
  security_group_id = aws_security_group.instances.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}`;

const ACTIONS: Readonly<Record<Shape["listener"], string>> = {
  forward: `type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn`,
  redirect: `type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }`,
  "fixed-response": `type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      status_code  = "503"
    }`,
};

function entry({ tasks, listener }: Shape): string {
  return `resource "aws_lb" "main" {
  name               = "library"
  subnets            = local.public
  security_groups    = [aws_security_group.entry.id]
  enable_zonal_shift = true
}

resource "aws_lb_target_group" "web" {
  name                 = "library-web"
  port                 = 80
  protocol             = "HTTP"
  target_type          = "${tasks === "awsvpc" ? "ip" : "instance"}"
  vpc_id               = local.vpc
  deregistration_delay = 30
  health_check {
    path                = "/health"
    interval            = 5
    timeout             = 2
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    ${ACTIONS[listener]}
  }
}`;
}

const INSTANCES = `resource "aws_iam_role" "instance" {
  name = "library-instance"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "instance" {
  role       = aws_iam_role.instance.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
}

resource "aws_iam_instance_profile" "instance" {
  name = "library-instance"
  role = aws_iam_role.instance.name
}

resource "aws_launch_template" "main" {
  image_id               = "ami-0123456789abcdef0"
  instance_type          = "t3.small"
  vpc_security_group_ids = [aws_security_group.instances.id]
  user_data              = base64encode("#!/bin/bash\\necho ECS_CLUSTER=library >> /etc/ecs/ecs.config\\n")
  iam_instance_profile {
    name = aws_iam_instance_profile.instance.name
  }
}

resource "aws_autoscaling_group" "main" {
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = local.home
  protect_from_scale_in = true
  launch_template {
    id      = aws_launch_template.main.id
    version = aws_launch_template.main.latest_version
  }
  availability_zone_distribution {
    capacity_distribution_strategy = "balanced-best-effort"
  }
  instance_maintenance_policy {
    min_healthy_percentage = 100
    max_healthy_percentage = 200
  }
  instance_refresh {
    strategy = "Rolling"
    preferences {
      scale_in_protected_instances = "Refresh"
    }
  }
  tag {
    key                 = "AmazonECSManaged"
    value               = "true"
    propagate_at_launch = true
  }
}

resource "aws_ecs_capacity_provider" "main" {
  name = "library"
  auto_scaling_group_provider {
    auto_scaling_group_arn         = aws_autoscaling_group.main.arn
    managed_draining               = "ENABLED"
    managed_termination_protection = "ENABLED"
    managed_scaling {
      status          = "ENABLED"
      target_capacity = 100
    }
  }
}`;

function service({ tasks, instances }: Shape): string {
  const networkMode = tasks === "awsvpc" ? "awsvpc" : "bridge";
  return `resource "aws_ecs_cluster" "main" {
  name = "library"
}

resource "aws_ecs_cluster_capacity_providers" "main" {
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = [aws_ecs_capacity_provider.main.name]
}

resource "aws_ecs_task_definition" "web" {
  family       = "web"
  network_mode = "${networkMode}"
  container_definitions = jsonencode([{
    name         = "web"
    image        = "registry.example.com/web:1.0"
    memory       = 256
    cpu          = 128
    portMappings = [{ containerPort = 8080, hostPort = ${tasks === "awsvpc" ? 8080 : 0} }]
  }])
}

resource "aws_ecs_service" "web" {
  name                               = "web"
  cluster                            = aws_ecs_cluster.main.arn
  task_definition                    = aws_ecs_task_definition.web.arn
  desired_count = 2
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 30
  availability_zone_rebalancing      = "ENABLED"
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
  capacity_provider_strategy {
    capacity_provider = aws_ecs_capacity_provider.main.name
    weight            = 1
  }
  ordered_placement_strategy {
    type  = "spread"
    field = "attribute:ecs.availability-zone"
  }${
    tasks === "awsvpc"
      ? `
  network_configuration {
    subnets         = local.${instances === "public" ? "public" : "home"}
    security_groups = [aws_security_group.instances.id]
  }`
      : ""
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }
  depends_on = [aws_lb_listener.http, aws_ecs_cluster_capacity_providers.main]
}`;
}

const AUTOSCALING = `resource "aws_appautoscaling_target" "web" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/\${aws_ecs_cluster.main.name}/\${aws_ecs_service.web.name}"
  min_capacity       = 2
  max_capacity       = 4
}`;
