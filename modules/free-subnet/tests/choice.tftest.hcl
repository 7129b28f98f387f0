# What is chosen when no subnet of the module is there yet.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  vpc_id             = "vpc-main"
  existing_subnet_id = "subnet-existing"
  subnet_names       = ["public-b"]
}

run "nothing_given" {
  command = plan

  assert {
    condition     = output.existing_availability_zone == "eu-central-1a"
    error_message = output.existing_availability_zone
  }

  assert {
    condition     = output.availability_zones == { public-b = "eu-central-1b" }
    error_message = jsonencode(output.availability_zones)
  }

  assert {
    condition     = output.cidr_blocks == { public-b = "10.0.0.0/24" }
    error_message = jsonencode(output.cidr_blocks)
  }
}

run "three_subnets_go_to_three_zones" {
  command = plan

  variables {
    subnet_names = ["z", "y", "x"]
  }

  override_data {
    target = data.aws_availability_zones.regional
    values = { names = ["eu-central-1d", "eu-central-1c", "eu-central-1a", "eu-central-1b"] }
  }

  assert {
    condition     = output.availability_zones == { z = "eu-central-1b", y = "eu-central-1c", x = "eu-central-1d" }
    error_message = jsonencode(output.availability_zones)
  }

  assert {
    condition     = output.cidr_blocks == { z = "10.0.0.0/24", y = "10.0.2.0/24", x = "10.0.3.0/24" }
    error_message = jsonencode(output.cidr_blocks)
  }
}

run "a_smaller_subnet_takes_the_block_it_lies_in" {
  command = plan

  override_data {
    target = data.aws_subnets.of_vpc
    values = { ids = ["subnet-half", "subnet-existing"] }
  }

  assert {
    condition     = output.cidr_blocks == { public-b = "10.0.2.0/24" }
    error_message = jsonencode(output.cidr_blocks)
  }
}

run "a_larger_subnet_takes_all_blocks_in_it" {
  command = plan

  override_data {
    target = data.aws_subnets.of_vpc
    values = { ids = ["subnet-wide", "subnet-existing"] }
  }

  override_data {
    target = data.aws_subnet.existing
    values = { vpc_id = "vpc-main", availability_zone = "eu-central-1a", cidr_block = "10.0.16.0/24" }
  }

  override_data {
    target = data.aws_subnet.of_vpc["subnet-existing"]
    values = { availability_zone = "eu-central-1a", cidr_block = "10.0.16.0/24", tags = {} }
  }

  assert {
    condition     = output.cidr_blocks == { public-b = "10.0.17.0/24" }
    error_message = jsonencode(output.cidr_blocks)
  }
}

run "an_ipv6_only_subnet_takes_no_block" {
  command = plan

  override_data {
    target = data.aws_subnets.of_vpc
    values = { ids = ["subnet-ipv6", "subnet-existing"] }
  }

  assert {
    condition     = output.cidr_blocks == { public-b = "10.0.0.0/24" }
    error_message = jsonencode(output.cidr_blocks)
  }
}

run "given_values_win" {
  command = plan

  variables {
    subnet_names       = ["public-b", "public-c"]
    availability_zones = { public-b = "eu-central-1c" }
    cidr_blocks        = { public-c = "10.0.0.0/24" }
  }

  assert {
    condition     = output.availability_zones == { public-b = "eu-central-1c", public-c = "eu-central-1b" }
    error_message = jsonencode(output.availability_zones)
  }

  assert {
    condition     = output.cidr_blocks == { public-b = "10.0.2.0/24", public-c = "10.0.0.0/24" }
    error_message = jsonencode(output.cidr_blocks)
  }
}

run "a_null_counts_as_not_given" {
  command = plan

  variables {
    availability_zones = { public-b = null }
    cidr_blocks        = { public-b = null }
  }

  assert {
    condition     = output.availability_zones == { public-b = "eu-central-1b" }
    error_message = jsonencode(output.availability_zones)
  }

  assert {
    condition     = output.cidr_blocks == { public-b = "10.0.0.0/24" }
    error_message = jsonencode(output.cidr_blocks)
  }
}

run "a_given_block_may_have_another_size" {
  command = plan

  variables {
    subnet_names = ["public-b", "public-c"]
    cidr_blocks  = { public-b = "10.0.0.64/27" }
  }

  assert {
    condition     = output.cidr_blocks == { public-b = "10.0.0.64/27", public-c = "10.0.2.0/24" }
    error_message = jsonencode(output.cidr_blocks)
  }
}

run "a_full_vpc_block_is_followed_by_the_next" {
  command = plan

  override_data {
    target = data.aws_vpc.this
    values = {
      cidr_block_associations = [
        { association_id = "assoc-1", cidr_block = "10.0.0.0/23", state = "associated" },
        { association_id = "assoc-2", cidr_block = "100.64.0.0/16", state = "associated" },
      ]
    }
  }

  override_data {
    target = data.aws_subnets.of_vpc
    values = { ids = ["subnet-zero", "subnet-existing"] }
  }

  assert {
    condition     = output.cidr_blocks == { public-b = "100.64.0.0/24" }
    error_message = jsonencode(output.cidr_blocks)
  }
}

run "the_vpc_block_of_the_existing_subnet_comes_first" {
  command = plan

  override_data {
    target = data.aws_vpc.this
    values = {
      cidr_block_associations = [
        { association_id = "assoc-2", cidr_block = "100.64.0.0/16", state = "associated" },
        { association_id = "assoc-1", cidr_block = "10.0.0.0/16", state = "associated" },
      ]
    }
  }

  assert {
    condition     = output.cidr_blocks == { public-b = "10.0.0.0/24" }
    error_message = jsonencode(output.cidr_blocks)
  }
}

run "vpc_blocks_that_are_too_small_or_on_their_way_out_are_passed_over" {
  command = plan

  override_data {
    target = data.aws_vpc.this
    values = {
      cidr_block_associations = [
        { association_id = "assoc-1", cidr_block = "10.0.1.0/24", state = "associated" },
        { association_id = "assoc-2", cidr_block = "100.64.0.0/28", state = "associated" },
        { association_id = "assoc-3", cidr_block = "100.65.0.0/16", state = "disassociating" },
        { association_id = "assoc-4", cidr_block = "100.66.0.0/16", state = "associated" },
      ]
    }
  }

  assert {
    condition     = output.cidr_blocks == { public-b = "100.66.0.0/24" }
    error_message = jsonencode(output.cidr_blocks)
  }
}

run "instance_types_narrow_the_zones" {
  command = plan

  variables {
    instance_types = ["t3.micro", "g5.xlarge"]
  }

  override_data {
    target = data.aws_ec2_instance_type_offerings.by_type["t3.micro"]
    values = { locations = ["eu-central-1a", "eu-central-1b", "eu-central-1c"] }
  }

  override_data {
    target = data.aws_ec2_instance_type_offerings.by_type["g5.xlarge"]
    values = { locations = ["eu-central-1c", "eu-central-1a"] }
  }

  assert {
    condition     = output.availability_zones == { public-b = "eu-central-1c" }
    error_message = jsonencode(output.availability_zones)
  }
}
