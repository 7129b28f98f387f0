# A VPC, its zones, and a stock of subnets. A run says in data.aws_subnets.of_vpc
# which of the subnets the VPC has in that run.

override_data {
  target = data.aws_vpc.this
  values = {
    cidr_block_associations = [
      { association_id = "assoc-1", cidr_block = "10.0.0.0/16", state = "associated" },
    ]
  }
}

override_data {
  target = data.aws_availability_zones.regional
  values = {
    # Not in order: the module sorts them.
    names = ["eu-central-1c", "eu-central-1a", "eu-central-1b"]
  }
}

override_data {
  target = data.aws_subnet.existing
  values = {
    vpc_id            = "vpc-main"
    availability_zone = "eu-central-1a"
    cidr_block        = "10.0.1.0/24"
  }
}

override_data {
  target = data.aws_subnets.of_vpc
  values = { ids = ["subnet-existing"] }
}

override_data {
  target = data.aws_subnet.of_vpc["subnet-existing"]
  values = {
    availability_zone = "eu-central-1a"
    cidr_block        = "10.0.1.0/24"
    tags              = { Name = "app" }
  }
}

override_data {
  target = data.aws_subnet.of_vpc["subnet-half"]
  values = {
    availability_zone = "eu-central-1a"
    cidr_block        = "10.0.0.128/25"
    tags              = {}
  }
}

override_data {
  target = data.aws_subnet.of_vpc["subnet-wide"]
  values = {
    availability_zone = "eu-central-1b"
    cidr_block        = "10.0.0.0/20"
    tags              = { Name = "database" }
  }
}

override_data {
  target = data.aws_subnet.of_vpc["subnet-zero"]
  values = {
    availability_zone = "eu-central-1b"
    cidr_block        = "10.0.0.0/24"
    tags              = { Name = "batch" }
  }
}

override_data {
  target = data.aws_subnet.of_vpc["subnet-later"]
  values = {
    availability_zone = "eu-central-1b"
    cidr_block        = "10.0.2.0/24"
    tags              = { Name = "added-later" }
  }
}

# An IPv6-only subnet has no IPv4 block.
override_data {
  target = data.aws_subnet.of_vpc["subnet-ipv6"]
  values = {
    availability_zone = "eu-central-1b"
    cidr_block        = ""
    tags              = { Name = "ipv6" }
  }
}

# What an earlier apply of this module made.
override_data {
  target = data.aws_subnet.of_vpc["subnet-own"]
  values = {
    availability_zone = "eu-central-1c"
    cidr_block        = "10.0.3.0/24"
    tags              = { Name = "public-c" }
  }
}
