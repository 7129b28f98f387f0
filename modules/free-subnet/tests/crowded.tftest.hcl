# The largest search: /27 blocks in a /16, which are 2048. range() alone gives
# 1024 numbers at most.

mock_provider "aws" {
  source = "./tests/mocks"

  override_data {
    target = data.aws_subnet.existing
    values = { vpc_id = "vpc-main", availability_zone = "eu-central-1a", cidr_block = "10.0.255.192/27" }
  }
}

variables {
  vpc_id             = "vpc-main"
  existing_subnet_id = "subnet-existing"
  subnet_names       = ["public-b"]
}

run "the_first_of_2048_blocks" {
  command = plan

  assert {
    condition     = length(local.candidate_blocks) == 2048 && length(distinct(local.candidate_blocks)) == 2048
    error_message = "${length(local.candidate_blocks)} candidates"
  }

  assert {
    condition     = output.cidr_blocks == { public-b = "10.0.0.0/27" }
    error_message = jsonencode(output.cidr_blocks)
  }
}

run "the_last_of_2048_blocks" {
  command = plan

  override_data {
    target = data.aws_subnets.of_vpc
    values = {
      ids = ["subnet-17", "subnet-18", "subnet-19", "subnet-20", "subnet-21", "subnet-22", "subnet-23", "subnet-24", "subnet-25", "subnet-26", "subnet-27"]
    }
  }

  override_data {
    target = data.aws_subnet.of_vpc["subnet-17"]
    values = { availability_zone = "eu-central-1a", cidr_block = "10.0.0.0/17", tags = {} }
  }

  override_data {
    target = data.aws_subnet.of_vpc["subnet-18"]
    values = { availability_zone = "eu-central-1a", cidr_block = "10.0.128.0/18", tags = {} }
  }

  override_data {
    target = data.aws_subnet.of_vpc["subnet-19"]
    values = { availability_zone = "eu-central-1a", cidr_block = "10.0.192.0/19", tags = {} }
  }

  override_data {
    target = data.aws_subnet.of_vpc["subnet-20"]
    values = { availability_zone = "eu-central-1a", cidr_block = "10.0.224.0/20", tags = {} }
  }

  override_data {
    target = data.aws_subnet.of_vpc["subnet-21"]
    values = { availability_zone = "eu-central-1a", cidr_block = "10.0.240.0/21", tags = {} }
  }

  override_data {
    target = data.aws_subnet.of_vpc["subnet-22"]
    values = { availability_zone = "eu-central-1a", cidr_block = "10.0.248.0/22", tags = {} }
  }

  override_data {
    target = data.aws_subnet.of_vpc["subnet-23"]
    values = { availability_zone = "eu-central-1a", cidr_block = "10.0.252.0/23", tags = {} }
  }

  override_data {
    target = data.aws_subnet.of_vpc["subnet-24"]
    values = { availability_zone = "eu-central-1a", cidr_block = "10.0.254.0/24", tags = {} }
  }

  override_data {
    target = data.aws_subnet.of_vpc["subnet-25"]
    values = { availability_zone = "eu-central-1a", cidr_block = "10.0.255.0/25", tags = {} }
  }

  override_data {
    target = data.aws_subnet.of_vpc["subnet-26"]
    values = { availability_zone = "eu-central-1a", cidr_block = "10.0.255.128/26", tags = {} }
  }

  override_data {
    target = data.aws_subnet.of_vpc["subnet-27"]
    values = { availability_zone = "eu-central-1a", cidr_block = "10.0.255.192/27", tags = {} }
  }

  assert {
    condition     = output.cidr_blocks == { public-b = "10.0.255.224/27" }
    error_message = jsonencode(output.cidr_blocks)
  }
}
