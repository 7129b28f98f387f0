# What is there today.

data "aws_vpc" "this" {
  id = var.vpc_id
}

# Read on its own and not taken from the list below, so that a subnet of
# another VPC can be refused with a plain message.
data "aws_subnet" "existing" {
  id = var.existing_subnet_id
}

data "aws_subnets" "of_vpc" {
  filter {
    name   = "vpc-id"
    values = [var.vpc_id]
  }
}

data "aws_subnet" "of_vpc" {
  for_each = toset(data.aws_subnets.of_vpc.ids)

  id = each.key
}

locals {
  holders_by_name = {
    for name in var.subnet_names : name => [
      for id, subnet in data.aws_subnet.of_vpc : id if try(subnet.tags["Name"], null) == name
    ]
  }

  # A subnet with one of the names came from an earlier apply. What it has is
  # the choice for that name from then on: a later plan must not move it, even
  # if other subnets or zones have come or gone in the meantime.
  pinned = {
    for name, ids in local.holders_by_name : name => {
      id   = ids[0]
      zone = data.aws_subnet.of_vpc[ids[0]].availability_zone
      cidr = data.aws_subnet.of_vpc[ids[0]].cidr_block
    } if length(ids) == 1
  }

  unpinned_names = [for name in var.subnet_names : name if !contains(keys(local.pinned), name)]
}

locals {
  refused_existing_subnet = data.aws_subnet.existing.vpc_id == var.vpc_id ? [] : [
    format(
      "existing subnet %q is in vpc %q, not in vpc %q; give a subnet of that vpc, or the vpc of that subnet",
      var.existing_subnet_id, data.aws_subnet.existing.vpc_id, var.vpc_id,
    )
  ]

  refused_names = [
    for name, ids in local.holders_by_name : (
      contains(ids, var.existing_subnet_id)
      ? format("subnet name %q is the name of the existing subnet %q; choose another name", name, var.existing_subnet_id)
      : format("subnet name %q is the name of several subnets of the vpc (%s); choose another name, or rename the others", name, join(", ", ids))
    ) if length(ids) > 1 || contains(ids, var.existing_subnet_id)
  ]
}
