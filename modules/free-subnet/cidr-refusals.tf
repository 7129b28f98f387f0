# Which CIDR blocks are refused, and in which words.

locals {
  refused_existing_size = local.existing_usable ? [] : [
    format(
      "existing subnet %q has the cidr block %q, which is smaller than a /%d, so that a load balancer cannot use it; give a larger subnet",
      var.existing_subnet_id, data.aws_subnet.existing.cidr_block, local.longest_prefix,
    )
  ]

  refused_moved_cidrs = [
    for name, subnet in local.pinned : format(
      "subnet %q is pinned to cidr block %q (%s), but %q is asked for; to move it, remove it from the settings, apply, and add it again",
      name, subnet.cidr, subnet.id, var.cidr_blocks[name],
    ) if try(var.cidr_blocks[name] != null && var.cidr_blocks[name] != subnet.cidr, false)
  ]

  refused_malformed_cidrs = concat(
    [
      for name, network in local.given_networks : format(
        "cidr block %q of subnet %q is not an ipv4 cidr block; write it like %q",
        local.given_cidrs[name], name, "10.0.4.0/24",
      ) if network == null
    ],
    [
      for name, network in local.given_networks : format(
        "cidr block %q of subnet %q is not a network address; write %q",
        local.given_cidrs[name], name, network,
      ) if network != null && network != local.given_cidrs[name]
    ],
    [
      for name, prefix in local.missized_prefixes : format(
        "cidr block %q of subnet %q has the prefix length %d; choose one from /%d to /%d (a load balancer needs at least a /%d)",
        local.given_cidrs[name], name, prefix, local.shortest_prefix, local.longest_prefix, local.longest_prefix,
      )
    ],
  )

  refused_outside_cidrs = [
    for name, given in local.given_blocks : format(
      "cidr block %q of subnet %q is not inside the vpc; choose a block inside %s",
      given.written, name, join(" or ", local.vpc_blocks[*].cidr),
      ) if !anytrue([
        for block in local.vpc_blocks :
        given.prefix >= block.prefix && cidrsubnet("${given.address}/${block.prefix}", 0, 0) == block.cidr
    ])
  ]

  refused_overlaps = flatten([
    for name, given in local.given_blocks : [
      for id, block in local.subnet_blocks : format(
        "cidr block %q of subnet %q overlaps subnet %q with %q; choose a free block%s",
        given.written, name, id, block.cidr, local.cidr_example,
      ) if cidrhost("${given.address}/${min(given.prefix, block.prefix)}", 0) == cidrhost("${block.address}/${min(given.prefix, block.prefix)}", 0)
    ]
  ])

  given_block_names = keys(local.given_blocks)

  # Each pair once.
  refused_overlaps_of_given = flatten([
    for name, given in local.given_blocks : [
      for other_name, other in local.given_blocks : format(
        "cidr block %q of subnet %q overlaps cidr block %q of subnet %q; choose another block for one of them%s",
        given.written, name, other.written, other_name, local.cidr_example,
      ) if index(local.given_block_names, name) < index(local.given_block_names, other_name) && cidrhost("${given.address}/${min(given.prefix, other.prefix)}", 0) == cidrhost("${other.address}/${min(given.prefix, other.prefix)}", 0)
    ]
  ])

  # Without a usable size there is nothing to count.
  refused_cidr_shortage = !local.existing_usable || length(local.names_without_cidr) <= length(local.free_blocks) ? [] : [
    format(
      "free cidr blocks of /%d needed: %d (for %s), found: %d in %s; add a cidr block to the vpc, or ask for smaller blocks by name",
      local.existing_prefix,
      length(local.names_without_cidr),
      join(", ", [for name in local.names_without_cidr : format("%q", name)]),
      length(local.free_blocks),
      join(" and ", local.vpc_blocks[*].cidr),
    )
  ]

  cidr_example = length(local.free_blocks) == 0 ? "" : ", such as ${local.free_blocks[0]}"
}
