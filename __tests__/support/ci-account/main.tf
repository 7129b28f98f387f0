# What stands in an account before the roles for CI: the state's bucket with its key, and GitHub's
# identity provider.

resource "aws_s3_bucket" "state" {
  bucket = "taskmanager-demo-state"
}

resource "aws_kms_key" "state" {
  description = "Terraform state"
}

resource "aws_kms_alias" "state" {
  name          = "alias/taskmanager-demo-state"
  target_key_id = aws_kms_key.state.key_id
}

resource "aws_iam_openid_connect_provider" "github" {
  url             = "https://token.actions.githubusercontent.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["0123456789abcdef0123456789abcdef01234567"]
}
