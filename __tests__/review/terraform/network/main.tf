# What is changed, destroyed and replaced between two plans, by its variable; applied to an emulator.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0"
    }
  }
}

provider "aws" {
  region = "eu-north-1"
}

variable "weakened" {
  type    = bool
  default = false
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  availability_zone = "eu-north-1a"
  cidr_block        = var.weakened ? "10.0.9.0/24" : "10.0.1.0/24"
}

resource "aws_security_group" "entry" {
  name        = "entry"
  description = "entry"
  vpc_id      = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  security_group_id = aws_security_group.entry.id
  cidr_ipv4         = var.weakened ? "0.0.0.0/0" : "10.0.0.0/16"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
}

# Deleted outside Terraform.
resource "aws_security_group" "lost" {
  name        = "lost"
  description = "lost"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group" "kept" {
  name     = "kept"
  vpc_id   = aws_vpc.main.id
  port     = 80
  protocol = "HTTP"

  health_check {
    path                = "/"
    interval            = var.weakened ? 30 : 5
    timeout             = 2
    unhealthy_threshold = 2
    healthy_threshold   = 2
  }
}

# Its name can only be changed by replacing it, and it is replaced in the good order.
resource "aws_lb_target_group" "renamed" {
  name     = var.weakened ? "new-name" : "old-name"
  vpc_id   = aws_vpc.main.id
  port     = 80
  protocol = "HTTP"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_target_group" "gone" {
  count    = var.weakened ? 0 : 1
  name     = "gone"
  vpc_id   = aws_vpc.main.id
  port     = 80
  protocol = "HTTP"
}

resource "aws_cloudwatch_metric_alarm" "gone" {
  count               = var.weakened ? 0 : 1
  alarm_name          = "healthy-hosts"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HealthyHostCount"
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 60
  evaluation_periods  = 1
}

resource "aws_s3_bucket" "state" {
  count  = var.weakened ? 0 : 1
  bucket = "terraform-state"
}

resource "aws_ssm_parameter" "password" {
  name  = "password"
  type  = "SecureString"
  value = var.weakened ? "planted-new-password" : "planted-old-password"
}
