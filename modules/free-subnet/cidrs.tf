# Which CIDR block each new subnet gets.
#
# Two blocks overlap if they are the same network once both are cut to the
# shorter of the two prefix lengths. cidrsubnet("<address>/<length>", 0, 0) is
# that cut.

locals {
  # A load balancer needs at least a /27, and a VPC block is at most a /16.
  longest_prefix  = 27
  shortest_prefix = 16

  # An IPv6-only subnet has no block here, and counts as too small.
  existing_address = try(split("/", data.aws_subnet.existing.cidr_block)[0], "")
  existing_prefix  = try(tonumber(split("/", data.aws_subnet.existing.cidr_block)[1]), 32)
  existing_usable  = local.existing_prefix <= local.longest_prefix

  # A block that is being taken away from the VPC is still listed for a while.
  vpc_blocks = [
    for association in data.aws_vpc.this.cidr_block_associations : {
      cidr   = association.cidr_block
      prefix = tonumber(split("/", association.cidr_block)[1])
    } if association.state == "associated"
  ]

  # IPv6-only subnets have no block that could be in the way.
  subnet_blocks = {
    for id, subnet in data.aws_subnet.of_vpc : id => {
      cidr    = subnet.cidr_block
      address = split("/", subnet.cidr_block)[0]
      prefix  = tonumber(split("/", subnet.cidr_block)[1])
    } if can(cidrnetmask(subnet.cidr_block))
  }
}

# The blocks that are asked for.
locals {
  given_cidrs = {
    for name in local.unpinned_names : name => var.cidr_blocks[name]
    if try(var.cidr_blocks[name], null) != null
  }

  # What each of them is as a network address; null if it is no IPv4 block.
  given_networks = {
    for name, cidr in local.given_cidrs : name => can(cidrnetmask(cidr)) ? cidrsubnet(cidr, 0, 0) : null
  }

  # Only blocks of a usable size go into the arithmetic; the rest is refused.
  given_blocks = {
    for name, network in local.given_networks : name => {
      written = local.given_cidrs[name]
      address = split("/", network)[0]
      prefix  = tonumber(split("/", network)[1])
    } if network != null && !contains(keys(local.missized_prefixes), name)
  }

  missized_prefixes = {
    for name, network in local.given_networks : name => tonumber(split("/", network)[1])
    if try(!contains(range(local.shortest_prefix, local.longest_prefix + 1), tonumber(split("/", network)[1])), false)
  }
}

# The blocks that are free.
locals {
  # The block that the existing subnet lies in comes first: whatever routes to
  # that subnet, or lets it through a firewall, most likely knows this block.
  home_vpc_blocks = [
    for block in local.vpc_blocks : block
    if local.existing_prefix >= block.prefix && try(cidrsubnet("${local.existing_address}/${block.prefix}", 0, 0), "") == block.cidr
  ]
  searched_vpc_blocks = concat(
    local.home_vpc_blocks,
    [for block in local.vpc_blocks : block if !contains(local.home_vpc_blocks, block)],
  )

  # In two levels because range() stops at 1024 elements, and a /16 has 2048
  # blocks of /27.
  candidate_blocks = flatten([
    for block in local.searched_vpc_blocks : [
      for high in range(ceil(pow(2, local.existing_prefix - block.prefix) / 1024)) : [
        for low in range(min(pow(2, local.existing_prefix - block.prefix), 1024)) :
        cidrsubnet(block.cidr, local.existing_prefix - block.prefix, high * 1024 + low)
      ]
    ] if local.existing_usable && local.existing_prefix >= block.prefix
  ])

  # The pinned blocks are among the blocks of the subnets.
  taken_blocks = concat(values(local.subnet_blocks), values(local.given_blocks))

  # Comparing each candidate with each taken block takes seconds in a large
  # VPC. All candidates have the same prefix length, so that each taken block
  # needs one cut only; a candidate is then looked up once for each length.
  taken_networks = {
    for network in toset([
      for block in local.taken_blocks :
      cidrsubnet("${block.address}/${min(block.prefix, local.existing_prefix)}", 0, 0)
    ]) : network => true
  }
  taken_prefixes = distinct([for block in local.taken_blocks : min(block.prefix, local.existing_prefix)])

  free_blocks = [
    for candidate in local.candidate_blocks : candidate
    if !anytrue([
      for prefix in local.taken_prefixes :
      lookup(local.taken_networks, cidrsubnet("${split("/", candidate)[0]}/${prefix}", 0, 0), false)
    ])
  ]

  pinned_cidrs = { for name, subnet in local.pinned : name => subnet.cidr }

  names_without_cidr = [for name in local.unpinned_names : name if !contains(keys(local.given_cidrs), name)]

  # null where the free blocks run out: the refusal has to be reached first.
  chosen_cidrs = {
    for position, name in local.names_without_cidr : name => try(local.free_blocks[position], null)
  }

  cidrs = merge(local.pinned_cidrs, local.given_cidrs, local.chosen_cidrs)
}
