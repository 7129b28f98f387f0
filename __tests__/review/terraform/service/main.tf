# A service in two zones, as someone would write it by hand. The plan needs no account.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0"
    }
  }
}

provider "aws" {
  region                      = "eu-north-1"
  access_key                  = "AKIAPLANTEDKEY000001"
  secret_key                  = "planted-provider-secret-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

variable "health_check_interval" {
  type    = number
  default = 5
}

variable "minimum_instances" {
  type    = number
  default = 2
}

variable "alarm" {
  type    = bool
  default = true
}

locals {
  zones = { a = "10.0.1.0/24", b = "10.0.2.0/24" }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "public" {
  for_each                = local.zones
  vpc_id                  = aws_vpc.main.id
  availability_zone       = "eu-north-1${each.key}"
  cidr_block              = each.value
  map_public_ip_on_launch = true
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table_association" "public" {
  for_each       = local.zones
  subnet_id      = aws_subnet.public[each.key].id
  route_table_id = aws_route_table.public.id
}

resource "aws_security_group" "entry" {
  name   = "entry"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  security_group_id = aws_security_group.entry.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
}

resource "aws_vpc_security_group_egress_rule" "targets" {
  security_group_id            = aws_security_group.entry.id
  referenced_security_group_id = aws_security_group.instances.id
  ip_protocol                  = "tcp"
  from_port                    = 32768
  to_port                      = 65535
}

resource "aws_security_group" "instances" {
  name   = "instances"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "entry" {
  security_group_id            = aws_security_group.instances.id
  referenced_security_group_id = aws_security_group.entry.id
  ip_protocol                  = "tcp"
  from_port                    = 32768
  to_port                      = 65535
}

resource "aws_lb" "main" {
  name               = "web"
  subnets            = [for subnet in aws_subnet.public : subnet.id]
  security_groups    = [aws_security_group.entry.id]
  enable_zonal_shift = true
}

resource "aws_lb_target_group" "web" {
  name                 = "web"
  vpc_id               = aws_vpc.main.id
  port                 = 80
  protocol             = "HTTP"
  deregistration_delay = 30

  health_check {
    path                = "/healthy"
    interval            = var.health_check_interval
    timeout             = 2
    unhealthy_threshold = 2
    healthy_threshold   = 2
  }

  stickiness {
    type    = "lb_cookie"
    enabled = false
  }

  target_group_health {
    unhealthy_state_routing {
      minimum_healthy_targets_count = 1
    }
    dns_failover {
      minimum_healthy_targets_count = "1"
    }
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

resource "aws_launch_template" "instances" {
  name          = "instances"
  image_id      = "ami-0123456789abcdef0"
  instance_type = "t3.small"
  user_data     = base64encode("#!/bin/bash\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config\n")

  vpc_security_group_ids = [aws_security_group.instances.id]
}

resource "aws_autoscaling_group" "instances" {
  name                  = "instances"
  min_size              = var.minimum_instances
  max_size              = 4
  vpc_zone_identifier   = [for subnet in aws_subnet.public : subnet.id]
  protect_from_scale_in = true

  launch_template {
    id      = aws_launch_template.instances.id
    version = aws_launch_template.instances.latest_version
  }

  availability_zone_distribution {
    capacity_distribution_strategy = "balanced-best-effort"
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

resource "aws_ecs_cluster" "main" {
  name = "web"
}

resource "aws_ecs_capacity_provider" "instances" {
  name = "instances"

  auto_scaling_group_provider {
    auto_scaling_group_arn         = aws_autoscaling_group.instances.arn
    managed_draining               = "ENABLED"
    managed_termination_protection = "ENABLED"

    managed_scaling {
      status          = "ENABLED"
      target_capacity = 100
    }
  }
}

resource "aws_ecs_cluster_capacity_providers" "main" {
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = [aws_ecs_capacity_provider.instances.name]
}

resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["EC2"]
  network_mode             = "bridge"

  container_definitions = jsonencode([{
    name         = "web"
    image        = "registry.example.com/web:1.4.2"
    memory       = 256
    cpu          = 128
    essential    = true
    portMappings = [{ containerPort = 8080, hostPort = 0 }]
    environment  = [{ name = "API_TOKEN", value = "planted-container-secret-2" }]
  }])
}

resource "aws_ecs_service" "web" {
  name                               = "web"
  cluster                            = aws_ecs_cluster.main.id
  task_definition                    = aws_ecs_task_definition.web.arn
  desired_count                      = 2
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 60
  availability_zone_rebalancing      = "ENABLED"

  capacity_provider_strategy {
    capacity_provider = aws_ecs_capacity_provider.instances.name
    weight            = 1
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  ordered_placement_strategy {
    type  = "spread"
    field = "attribute:ecs.availability-zone"
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }

  depends_on = [aws_lb_listener.http, aws_ecs_cluster_capacity_providers.main]
}

resource "aws_cloudwatch_metric_alarm" "healthy_hosts" {
  for_each            = var.alarm ? local.zones : {}
  alarm_name          = "healthy-hosts-${each.key}"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HealthyHostCount"
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 60
  evaluation_periods  = 1
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]

  dimensions = {
    AvailabilityZone = "eu-north-1${each.key}"
    LoadBalancer     = aws_lb.main.arn_suffix
    TargetGroup      = aws_lb_target_group.web.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "running_tasks" {
  alarm_name          = "running-tasks"
  namespace           = "ECS/ContainerInsights"
  metric_name         = "RunningTaskCount"
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 2
  period              = 60
  evaluation_periods  = 3
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]

  dimensions = {
    ClusterName = aws_ecs_cluster.main.name
    ServiceName = aws_ecs_service.web.name
  }
}

resource "aws_sns_topic" "alarms" {
  name = "alarms"
}
