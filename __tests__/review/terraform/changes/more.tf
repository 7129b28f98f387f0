# What stands beside the service of main.tf, so that there is more to change.

resource "aws_iam_role" "task" {
  name        = "task"
  description = "of the tasks"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "task" {
  name = "assets"
  role = aws_iam_role.task.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::assets-of-web/*"
      Condition = { StringEquals = { "aws:ResourceTag/team" = "web" } }
    }]
  })
}

resource "aws_kms_key" "logs" {
  description             = "logs"
  deletion_window_in_days = 14
}

resource "aws_cloudwatch_log_group" "web" {
  name              = "/web"
  retention_in_days = 30
}

resource "aws_cloudwatch_dashboard" "web" {
  dashboard_name = "web"
  dashboard_body = jsonencode({ widgets = [{ type = "text", width = 6, height = 3, properties = { markdown = "hello" } }] })
}

resource "aws_ssm_parameter" "colour" {
  name        = "/web/colour"
  type        = "String"
  value       = "blue"
  description = "of the page"
}

resource "aws_s3_bucket" "assets" {
  bucket = "assets-of-web"
}

resource "aws_s3_bucket_versioning" "assets" {
  bucket = aws_s3_bucket.assets.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_dynamodb_table" "orders" {
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
  deletion_protection_enabled = true
}

resource "aws_lb_listener_rule" "help" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 100
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
  condition {
    path_pattern {
      values = ["/help/*"]
    }
  }
}

output "address" {
  value = aws_lb.main.dns_name
}
