# What is chosen once subnets of the module are there: for them, what they have.
# "subnet-own" is public-c, in eu-central-1c with 10.0.3.0/24; the module would
# choose neither for it today.

mock_provider "aws" {
  source = "./tests/mocks"

  override_data {
    target = data.aws_subnets.of_vpc
    values = { ids = ["subnet-existing", "subnet-own"] }
  }
}

variables {
  vpc_id             = "vpc-main"
  existing_subnet_id = "subnet-existing"
  subnet_names       = ["public-c"]
}

run "a_pinned_subnet_stays" {
  command = plan

  assert {
    condition     = output.availability_zones == { public-c = "eu-central-1c" }
    error_message = jsonencode(output.availability_zones)
  }

  assert {
    condition     = output.cidr_blocks == { public-c = "10.0.3.0/24" }
    error_message = jsonencode(output.cidr_blocks)
  }
}

run "it_stays_when_subnets_and_zones_were_added" {
  command = plan

  override_data {
    target = data.aws_subnets.of_vpc
    values = { ids = ["subnet-existing", "subnet-later", "subnet-own", "subnet-zero"] }
  }

  override_data {
    target = data.aws_availability_zones.regional
    values = { names = ["eu-central-1a", "eu-central-1a2", "eu-central-1b", "eu-central-1c", "eu-central-1d"] }
  }

  assert {
    condition     = output.availability_zones == { public-c = "eu-central-1c" }
    error_message = jsonencode(output.availability_zones)
  }

  assert {
    condition     = output.cidr_blocks == { public-c = "10.0.3.0/24" }
    error_message = jsonencode(output.cidr_blocks)
  }
}

run "it_stays_when_its_zone_is_no_candidate_any_more" {
  command = plan

  variables {
    instance_types = ["t3.micro"]
  }

  override_data {
    target = data.aws_availability_zones.regional
    values = { names = ["eu-central-1a", "eu-central-1b"] }
  }

  override_data {
    target = data.aws_ec2_instance_type_offerings.by_type["t3.micro"]
    values = { locations = ["eu-central-1a", "eu-central-1b"] }
  }

  assert {
    condition     = output.availability_zones == { public-c = "eu-central-1c" }
    error_message = jsonencode(output.availability_zones)
  }
}

run "its_zone_has_to_offer_new_instance_types_too" {
  command = plan

  variables {
    instance_types = ["t3.micro"]
  }

  override_data {
    target = data.aws_ec2_instance_type_offerings.by_type["t3.micro"]
    values = { locations = ["eu-central-1a", "eu-central-1b"] }
  }

  expect_failures = [output.availability_zones]

  assert {
    condition     = join("\n", local.refused_offerings) == "zone \"eu-central-1c\" of subnet \"public-c\" does not offer instance type \"t3.micro\"; give instance types that every zone offers"
    error_message = join("\n", local.refused_offerings)
  }
}

run "it_may_be_given_what_it_has" {
  command = plan

  variables {
    availability_zones = { public-c = "eu-central-1c" }
    cidr_blocks        = { public-c = "10.0.3.0/24" }
  }

  assert {
    condition     = output.availability_zones == { public-c = "eu-central-1c" }
    error_message = jsonencode(output.availability_zones)
  }

  assert {
    condition     = output.cidr_blocks == { public-c = "10.0.3.0/24" }
    error_message = jsonencode(output.cidr_blocks)
  }
}

run "subnets_added_before_and_after_it_go_around_it" {
  command = plan

  variables {
    subnet_names = ["public-b", "public-c", "public-d"]
  }

  override_data {
    target = data.aws_subnets.of_vpc
    values = { ids = ["subnet-existing", "subnet-own", "subnet-zero"] }
  }

  override_data {
    target = data.aws_availability_zones.regional
    values = { names = ["eu-central-1a", "eu-central-1b", "eu-central-1c", "eu-central-1d"] }
  }

  assert {
    condition     = output.availability_zones == { public-b = "eu-central-1b", public-c = "eu-central-1c", public-d = "eu-central-1d" }
    error_message = jsonencode(output.availability_zones)
  }

  assert {
    condition     = output.cidr_blocks == { public-b = "10.0.2.0/24", public-c = "10.0.3.0/24", public-d = "10.0.4.0/24" }
    error_message = jsonencode(output.cidr_blocks)
  }
}

run "a_subnet_whose_name_is_gone_counts_as_any_other" {
  command = plan

  variables {
    subnet_names = ["public-b", "public-x"]
  }

  override_data {
    target = data.aws_subnets.of_vpc
    values = { ids = ["subnet-existing", "subnet-later", "subnet-own", "subnet-zero"] }
  }

  assert {
    condition     = output.availability_zones == { public-b = "eu-central-1b", public-x = "eu-central-1c" }
    error_message = jsonencode(output.availability_zones)
  }

  assert {
    condition     = output.cidr_blocks == { public-b = "10.0.4.0/24", public-x = "10.0.5.0/24" }
    error_message = jsonencode(output.cidr_blocks)
  }
}
