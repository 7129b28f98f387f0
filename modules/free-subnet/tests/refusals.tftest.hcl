# What is refused, and in which words. The list of refusals is compared in full,
# because an output can fail for more than one reason.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  vpc_id             = "vpc-main"
  existing_subnet_id = "subnet-existing"
  subnet_names       = ["public-b"]
}

run "existing_subnet_of_another_vpc" {
  command = plan

  override_data {
    target = data.aws_subnet.existing
    values = { vpc_id = "vpc-other", availability_zone = "eu-central-1a", cidr_block = "10.0.1.0/24" }
  }

  override_data {
    target = data.aws_subnets.of_vpc
    values = { ids = ["subnet-zero"] }
  }

  expect_failures = [output.existing_availability_zone]

  assert {
    condition     = join("\n", local.refused_existing_subnet) == "existing subnet \"subnet-existing\" is in vpc \"vpc-other\", not in vpc \"vpc-main\"; give a subnet of that vpc, or the vpc of that subnet"
    error_message = join("\n", local.refused_existing_subnet)
  }
}

run "name_of_the_existing_subnet" {
  command = plan

  variables {
    subnet_names = ["app"]
  }

  expect_failures = [output.availability_zones]

  assert {
    condition     = join("\n", local.refused_names) == "subnet name \"app\" is the name of the existing subnet \"subnet-existing\"; choose another name"
    error_message = join("\n", local.refused_names)
  }
}

run "name_of_several_subnets" {
  command = plan

  variables {
    subnet_names = ["public-c"]
  }

  override_data {
    target = data.aws_subnets.of_vpc
    values = { ids = ["subnet-existing", "subnet-own", "subnet-namesake"] }
  }

  override_data {
    target = data.aws_subnet.of_vpc["subnet-namesake"]
    values = { availability_zone = "eu-central-1b", cidr_block = "10.0.4.0/24", tags = { Name = "public-c" } }
  }

  expect_failures = [output.availability_zones]

  assert {
    condition     = join("\n", local.refused_names) == "subnet name \"public-c\" is the name of several subnets of the vpc (subnet-namesake, subnet-own); choose another name, or rename the others"
    error_message = join("\n", local.refused_names)
  }
}

run "zone_of_the_existing_subnet" {
  command = plan

  variables {
    availability_zones = { public-b = "eu-central-1a" }
  }

  expect_failures = [output.availability_zones]

  assert {
    condition     = join("\n", local.refused_existing_zone) == "zone \"eu-central-1a\" of subnet \"public-b\" is the zone of the existing subnet; choose one of: eu-central-1b, eu-central-1c"
    error_message = join("\n", local.refused_existing_zone)
  }

  assert {
    condition     = join("\n", local.refused_unavailable_zones) == ""
    error_message = join("\n", local.refused_unavailable_zones)
  }
}

run "pinned_in_the_zone_of_the_existing_subnet" {
  command = plan

  variables {
    subnet_names = ["public-c"]
  }

  override_data {
    target = data.aws_subnets.of_vpc
    values = { ids = ["subnet-existing", "subnet-own"] }
  }

  override_data {
    target = data.aws_subnet.existing
    values = { vpc_id = "vpc-main", availability_zone = "eu-central-1c", cidr_block = "10.0.1.0/24" }
  }

  expect_failures = [output.availability_zones]

  assert {
    condition     = join("\n", local.refused_existing_zone) == "subnet \"public-c\" is pinned to zone \"eu-central-1c\" (subnet-own), which is the zone of the existing subnet; to move it, remove it from the settings, apply, and add it again"
    error_message = join("\n", local.refused_existing_zone)
  }
}

run "zone_that_is_not_available" {
  command = plan

  variables {
    availability_zones = { public-b = "eu-central-1-ham-1a" }
  }

  expect_failures = [output.availability_zones]

  assert {
    condition     = join("\n", local.refused_unavailable_zones) == "zone \"eu-central-1-ham-1a\" of subnet \"public-b\" is not an available zone of the region (local zones and wavelength zones do not count); choose one of: eu-central-1b, eu-central-1c"
    error_message = join("\n", local.refused_unavailable_zones)
  }

  assert {
    condition     = join("\n", local.refused_offerings) == ""
    error_message = join("\n", local.refused_offerings)
  }
}

run "zone_without_an_instance_type" {
  command = plan

  variables {
    availability_zones = { public-b = "eu-central-1b" }
    instance_types     = ["t3.micro", "g5.xlarge"]
  }

  override_data {
    target = data.aws_ec2_instance_type_offerings.by_type["t3.micro"]
    values = { locations = ["eu-central-1a", "eu-central-1b", "eu-central-1c"] }
  }

  override_data {
    target = data.aws_ec2_instance_type_offerings.by_type["g5.xlarge"]
    values = { locations = ["eu-central-1a", "eu-central-1c"] }
  }

  expect_failures = [output.availability_zones]

  assert {
    condition     = join("\n", local.refused_offerings) == "zone \"eu-central-1b\" of subnet \"public-b\" does not offer instance type \"g5.xlarge\"; choose one of: eu-central-1c"
    error_message = join("\n", local.refused_offerings)
  }
}

run "existing_zone_without_an_instance_type" {
  command = plan

  variables {
    instance_types = ["t3.micro"]
  }

  override_data {
    target = data.aws_ec2_instance_type_offerings.by_type["t3.micro"]
    values = { locations = ["eu-central-1b", "eu-central-1c"] }
  }

  expect_failures = [output.availability_zones]

  assert {
    condition     = join("\n", local.refused_offerings) == "zone \"eu-central-1a\" of subnet \"${var.existing_subnet_id}\" does not offer instance type \"t3.micro\"; give instance types that every zone offers"
    error_message = join("\n", local.refused_offerings)
  }
}

run "zone_given_twice" {
  command = plan

  variables {
    subnet_names       = ["public-b", "public-d"]
    availability_zones = { public-b = "eu-central-1b", public-d = "eu-central-1b" }
  }

  expect_failures = [output.availability_zones]

  assert {
    condition     = join("\n", local.refused_shared_zones) == "zone \"eu-central-1b\" is taken by more than one subnet (\"public-b\", \"public-d\"); give each subnet a zone of its own, or leave the zone out"
    error_message = join("\n", local.refused_shared_zones)
  }

  assert {
    condition     = join("\n", local.refused_zone_shortage) == ""
    error_message = join("\n", local.refused_zone_shortage)
  }
}

run "zone_of_a_pinned_subnet" {
  command = plan

  variables {
    subnet_names       = ["public-b", "public-c"]
    availability_zones = { public-b = "eu-central-1c" }
  }

  override_data {
    target = data.aws_subnets.of_vpc
    values = { ids = ["subnet-existing", "subnet-own"] }
  }

  expect_failures = [output.availability_zones]

  assert {
    condition     = join("\n", local.refused_shared_zones) == "zone \"eu-central-1c\" is taken by more than one subnet (\"public-b\", \"public-c\"); give each subnet a zone of its own, or leave the zone out"
    error_message = join("\n", local.refused_shared_zones)
  }
}

run "too_few_zones" {
  command = plan

  variables {
    subnet_names = ["x", "y", "z"]
  }

  expect_failures = [output.availability_zones]

  assert {
    condition     = join("\n", local.refused_zone_shortage) == "availability zones needed: 3 (for \"x\", \"y\", \"z\"), found: 2 (eu-central-1b, eu-central-1c); ask for fewer subnets"
    error_message = join("\n", local.refused_zone_shortage)
  }
}

run "no_zone_at_all" {
  command = plan

  variables {
    instance_types = ["x9.huge"]
  }

  override_data {
    target = data.aws_ec2_instance_type_offerings.by_type["x9.huge"]
    values = { locations = [] }
  }

  expect_failures = [output.availability_zones]

  assert {
    condition     = join("\n", local.refused_zone_shortage) == "availability zones needed: 1 (for \"public-b\"), found: 0 (none) among the zones that offer \"x9.huge\"; ask for fewer subnets or for instance types that more zones offer"
    error_message = join("\n", local.refused_zone_shortage)
  }
}

run "pinned_zone_that_is_to_change" {
  command = plan

  variables {
    subnet_names       = ["public-c"]
    availability_zones = { public-c = "eu-central-1b" }
  }

  override_data {
    target = data.aws_subnets.of_vpc
    values = { ids = ["subnet-existing", "subnet-own"] }
  }

  expect_failures = [output.availability_zones]

  assert {
    condition     = join("\n", local.refused_moved_zones) == "subnet \"public-c\" is pinned to zone \"eu-central-1c\" (subnet-own), but zone \"eu-central-1b\" is asked for; to move it, remove it from the settings, apply, and add it again"
    error_message = join("\n", local.refused_moved_zones)
  }
}

run "existing_subnet_too_small" {
  command = plan

  override_data {
    target = data.aws_subnet.existing
    values = { vpc_id = "vpc-main", availability_zone = "eu-central-1a", cidr_block = "10.0.1.0/28" }
  }

  expect_failures = [output.cidr_blocks]

  assert {
    condition     = join("\n", local.refused_existing_size) == "existing subnet \"subnet-existing\" has the cidr block \"10.0.1.0/28\", which is smaller than a /27, so that a load balancer cannot use it; give a larger subnet"
    error_message = join("\n", local.refused_existing_size)
  }

  assert {
    condition     = join("\n", local.refused_cidr_shortage) == ""
    error_message = join("\n", local.refused_cidr_shortage)
  }
}

run "existing_subnet_without_ipv4" {
  command = plan

  override_data {
    target = data.aws_subnet.existing
    values = { vpc_id = "vpc-main", availability_zone = "eu-central-1a", cidr_block = "" }
  }

  expect_failures = [output.cidr_blocks]

  assert {
    condition     = join("\n", local.refused_existing_size) == "existing subnet \"subnet-existing\" has the cidr block \"\", which is smaller than a /27, so that a load balancer cannot use it; give a larger subnet"
    error_message = join("\n", local.refused_existing_size)
  }

  assert {
    condition     = join("\n", local.refused_cidr_shortage) == ""
    error_message = join("\n", local.refused_cidr_shortage)
  }
}

run "block_that_is_no_block" {
  command = plan

  variables {
    cidr_blocks = { public-b = "10.0.4.0" }
  }

  expect_failures = [output.cidr_blocks]

  assert {
    condition     = join("\n", local.refused_malformed_cidrs) == "cidr block \"10.0.4.0\" of subnet \"public-b\" is not an ipv4 cidr block; write it like \"10.0.4.0/24\""
    error_message = join("\n", local.refused_malformed_cidrs)
  }

  assert {
    condition     = join("\n", local.refused_outside_cidrs) == ""
    error_message = join("\n", local.refused_outside_cidrs)
  }

  assert {
    condition     = join("\n", local.refused_overlaps) == ""
    error_message = join("\n", local.refused_overlaps)
  }
}

run "block_of_ipv6" {
  command = plan

  variables {
    cidr_blocks = { public-b = "2001:db8::/64" }
  }

  expect_failures = [output.cidr_blocks]

  assert {
    condition     = join("\n", local.refused_malformed_cidrs) == "cidr block \"2001:db8::/64\" of subnet \"public-b\" is not an ipv4 cidr block; write it like \"10.0.4.0/24\""
    error_message = join("\n", local.refused_malformed_cidrs)
  }

  assert {
    condition     = join("\n", local.refused_outside_cidrs) == ""
    error_message = join("\n", local.refused_outside_cidrs)
  }

  assert {
    condition     = join("\n", local.refused_overlaps) == ""
    error_message = join("\n", local.refused_overlaps)
  }
}

run "block_that_is_no_network_address" {
  command = plan

  variables {
    cidr_blocks = { public-b = "10.0.1.7/24" }
  }

  expect_failures = [output.cidr_blocks]

  assert {
    condition     = join("\n", local.refused_malformed_cidrs) == "cidr block \"10.0.1.7/24\" of subnet \"public-b\" is not a network address; write \"10.0.1.0/24\""
    error_message = join("\n", local.refused_malformed_cidrs)
  }

  assert {
    condition     = join("\n", local.refused_overlaps) == "cidr block \"10.0.1.7/24\" of subnet \"public-b\" overlaps subnet \"subnet-existing\" with \"10.0.1.0/24\"; choose a free block, such as 10.0.0.0/24"
    error_message = join("\n", local.refused_overlaps)
  }
}

run "block_with_leading_zeros" {
  command = plan

  variables {
    cidr_blocks = { public-b = "010.0.4.0/24" }
  }

  expect_failures = [output.cidr_blocks]

  assert {
    condition     = join("\n", local.refused_malformed_cidrs) == "cidr block \"010.0.4.0/24\" of subnet \"public-b\" is not a network address; write \"10.0.4.0/24\""
    error_message = join("\n", local.refused_malformed_cidrs)
  }

  assert {
    condition     = join("\n", local.refused_outside_cidrs) == ""
    error_message = join("\n", local.refused_outside_cidrs)
  }

  assert {
    condition     = join("\n", local.refused_overlaps) == ""
    error_message = join("\n", local.refused_overlaps)
  }
}

run "block_too_small" {
  command = plan

  variables {
    cidr_blocks = { public-b = "10.0.4.0/28" }
  }

  expect_failures = [output.cidr_blocks]

  assert {
    condition     = join("\n", local.refused_malformed_cidrs) == "cidr block \"10.0.4.0/28\" of subnet \"public-b\" has the prefix length 28; choose one from /16 to /27 (a load balancer needs at least a /27)"
    error_message = join("\n", local.refused_malformed_cidrs)
  }

  assert {
    condition     = join("\n", local.refused_outside_cidrs) == ""
    error_message = join("\n", local.refused_outside_cidrs)
  }

  assert {
    condition     = join("\n", local.refused_overlaps) == ""
    error_message = join("\n", local.refused_overlaps)
  }
}

run "block_too_large" {
  command = plan

  variables {
    cidr_blocks = { public-b = "10.0.0.0/15" }
  }

  expect_failures = [output.cidr_blocks]

  assert {
    condition     = join("\n", local.refused_malformed_cidrs) == "cidr block \"10.0.0.0/15\" of subnet \"public-b\" has the prefix length 15; choose one from /16 to /27 (a load balancer needs at least a /27)"
    error_message = join("\n", local.refused_malformed_cidrs)
  }

  assert {
    condition     = join("\n", local.refused_outside_cidrs) == ""
    error_message = join("\n", local.refused_outside_cidrs)
  }

  assert {
    condition     = join("\n", local.refused_overlaps) == ""
    error_message = join("\n", local.refused_overlaps)
  }
}

run "block_outside_the_vpc" {
  command = plan

  variables {
    cidr_blocks = { public-b = "10.1.0.0/24" }
  }

  override_data {
    target = data.aws_vpc.this
    values = {
      cidr_block_associations = [
        { association_id = "assoc-1", cidr_block = "10.0.0.0/16", state = "associated" },
        { association_id = "assoc-2", cidr_block = "100.64.0.0/16", state = "associated" },
      ]
    }
  }

  expect_failures = [output.cidr_blocks]

  assert {
    condition     = join("\n", local.refused_malformed_cidrs) == ""
    error_message = join("\n", local.refused_malformed_cidrs)
  }

  assert {
    condition     = join("\n", local.refused_outside_cidrs) == "cidr block \"10.1.0.0/24\" of subnet \"public-b\" is not inside the vpc; choose a block inside 10.0.0.0/16 or 100.64.0.0/16"
    error_message = join("\n", local.refused_outside_cidrs)
  }

  assert {
    condition     = join("\n", local.refused_overlaps) == ""
    error_message = join("\n", local.refused_overlaps)
  }
}

run "block_larger_than_the_vpc" {
  command = plan

  variables {
    cidr_blocks = { public-b = "10.0.0.0/20" }
  }

  override_data {
    target = data.aws_vpc.this
    values = {
      cidr_block_associations = [
        { association_id = "assoc-1", cidr_block = "10.0.0.0/22", state = "associated" },
      ]
    }
  }

  override_data {
    target = data.aws_subnets.of_vpc
    values = { ids = [] }
  }

  expect_failures = [output.cidr_blocks]

  assert {
    condition     = join("\n", local.refused_malformed_cidrs) == ""
    error_message = join("\n", local.refused_malformed_cidrs)
  }

  assert {
    condition     = join("\n", local.refused_outside_cidrs) == "cidr block \"10.0.0.0/20\" of subnet \"public-b\" is not inside the vpc; choose a block inside 10.0.0.0/22"
    error_message = join("\n", local.refused_outside_cidrs)
  }

  assert {
    condition     = join("\n", local.refused_overlaps) == ""
    error_message = join("\n", local.refused_overlaps)
  }
}

run "block_that_overlaps_a_subnet" {
  command = plan

  variables {
    cidr_blocks = { public-b = "10.0.0.0/23" }
  }

  override_data {
    target = data.aws_subnets.of_vpc
    values = { ids = ["subnet-half", "subnet-existing"] }
  }

  expect_failures = [output.cidr_blocks]

  assert {
    condition     = join("\n", local.refused_malformed_cidrs) == ""
    error_message = join("\n", local.refused_malformed_cidrs)
  }

  assert {
    condition     = join("\n", local.refused_outside_cidrs) == ""
    error_message = join("\n", local.refused_outside_cidrs)
  }

  assert {
    condition = join("\n", local.refused_overlaps) == join("\n", [
      "cidr block \"10.0.0.0/23\" of subnet \"public-b\" overlaps subnet \"subnet-existing\" with \"10.0.1.0/24\"; choose a free block, such as 10.0.2.0/24",
      "cidr block \"10.0.0.0/23\" of subnet \"public-b\" overlaps subnet \"subnet-half\" with \"10.0.0.128/25\"; choose a free block, such as 10.0.2.0/24",
    ])
    error_message = join("\n", local.refused_overlaps)
  }
}

run "block_that_overlaps_a_pinned_subnet" {
  command = plan

  variables {
    subnet_names = ["public-b", "public-c"]
    cidr_blocks  = { public-b = "10.0.3.128/25" }
  }

  override_data {
    target = data.aws_subnets.of_vpc
    values = { ids = ["subnet-existing", "subnet-own"] }
  }

  expect_failures = [output.cidr_blocks]

  assert {
    condition     = join("\n", local.refused_overlaps) == "cidr block \"10.0.3.128/25\" of subnet \"public-b\" overlaps subnet \"subnet-own\" with \"10.0.3.0/24\"; choose a free block, such as 10.0.0.0/24"
    error_message = join("\n", local.refused_overlaps)
  }
}

run "blocks_that_overlap_each_other" {
  command = plan

  variables {
    subnet_names = ["public-c", "public-b"]
    cidr_blocks  = { public-c = "10.0.6.0/24", public-b = "10.0.4.0/22" }
  }

  expect_failures = [output.cidr_blocks]

  assert {
    condition     = join("\n", local.refused_overlaps_of_given) == "cidr block \"10.0.4.0/22\" of subnet \"public-b\" overlaps cidr block \"10.0.6.0/24\" of subnet \"public-c\"; choose another block for one of them, such as 10.0.0.0/24"
    error_message = join("\n", local.refused_overlaps_of_given)
  }
}

run "too_few_blocks" {
  command = plan

  variables {
    subnet_names = ["x", "y"]
  }

  override_data {
    target = data.aws_vpc.this
    values = {
      cidr_block_associations = [
        { association_id = "assoc-1", cidr_block = "10.0.0.0/23", state = "associated" },
      ]
    }
  }

  expect_failures = [output.cidr_blocks]

  assert {
    condition     = join("\n", local.refused_cidr_shortage) == "free cidr blocks of /24 needed: 2 (for \"x\", \"y\"), found: 1 in 10.0.0.0/23; add a cidr block to the vpc, or ask for smaller blocks by name"
    error_message = join("\n", local.refused_cidr_shortage)
  }
}

run "pinned_block_that_is_to_change" {
  command = plan

  variables {
    subnet_names = ["public-c"]
    cidr_blocks  = { public-c = "10.0.4.0/24" }
  }

  override_data {
    target = data.aws_subnets.of_vpc
    values = { ids = ["subnet-existing", "subnet-own"] }
  }

  expect_failures = [output.cidr_blocks]

  assert {
    condition     = join("\n", local.refused_moved_cidrs) == "subnet \"public-c\" is pinned to cidr block \"10.0.3.0/24\" (subnet-own), but \"10.0.4.0/24\" is asked for; to move it, remove it from the settings, apply, and add it again"
    error_message = join("\n", local.refused_moved_cidrs)
  }
}

# All of it at once: no expression may fail before the refusals are reached.

run "everything_at_once" {
  command = plan

  variables {
    subnet_names       = ["a", "b", "c", "d", "public-c", "f"]
    availability_zones = { a = "nowhere", b = "eu-central-1a", c = "eu-central-1b", d = "eu-central-1b", public-c = "eu-central-1b" }
    cidr_blocks        = { a = "nonsense", b = "10.0.4.7/24", c = "10.0.0.0/8", d = "192.168.0.0/24", public-c = "10.0.4.0/30" }
    instance_types     = ["x9.huge"]
  }

  override_data {
    target = data.aws_subnet.existing
    values = { vpc_id = "vpc-other", availability_zone = "eu-central-1a", cidr_block = "10.0.1.0/28" }
  }

  override_data {
    target = data.aws_subnets.of_vpc
    values = { ids = ["subnet-own", "subnet-wide"] }
  }

  override_data {
    target = data.aws_ec2_instance_type_offerings.by_type["x9.huge"]
    values = { locations = [] }
  }

  expect_failures = [output.existing_availability_zone, output.availability_zones, output.cidr_blocks]
}

run "nothing_is_there" {
  command = plan

  override_data {
    target = data.aws_availability_zones.regional
    values = { names = [] }
  }

  override_data {
    target = data.aws_subnets.of_vpc
    values = { ids = [] }
  }

  override_data {
    target = data.aws_vpc.this
    values = { cidr_block_associations = [] }
  }

  expect_failures = [output.availability_zones, output.cidr_blocks]
}

run "no_names" {
  command = plan

  variables {
    subnet_names = []
  }

  expect_failures = [var.subnet_names]
}

run "blank_name" {
  command = plan

  variables {
    subnet_names = ["public-b", " "]
  }

  expect_failures = [var.subnet_names]
}

run "name_twice" {
  command = plan

  variables {
    subnet_names = ["public-b", "public-b"]
  }

  expect_failures = [var.subnet_names]
}

run "zone_for_an_unknown_name" {
  command = plan

  variables {
    availability_zones = { public-q = "eu-central-1b" }
  }

  expect_failures = [var.availability_zones]
}

run "block_for_an_unknown_name" {
  command = plan

  variables {
    cidr_blocks = { public-q = "10.0.4.0/24" }
  }

  expect_failures = [var.cidr_blocks]
}
