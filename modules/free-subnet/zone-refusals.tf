# Which Availability Zones are refused, and in which words.

locals {
  refused_moved_zones = [
    for name, subnet in local.pinned : format(
      "subnet %q is pinned to zone %q (%s), but zone %q is asked for; to move it, remove it from the settings, apply, and add it again",
      name, subnet.zone, subnet.id, var.availability_zones[name],
    ) if try(var.availability_zones[name] != null && var.availability_zones[name] != subnet.zone, false)
  ]

  # A load balancer takes one subnet per zone, and the existing subnet is one
  # of its subnets.
  refused_existing_zone = concat(
    [
      for name, zone in local.given_zones : format(
        "zone %q of subnet %q is the zone of the existing subnet; choose %s",
        zone, name, local.zone_choice,
      ) if zone == local.existing_zone
    ],
    [
      for name, subnet in local.pinned : format(
        "subnet %q is pinned to zone %q (%s), which is the zone of the existing subnet; to move it, remove it from the settings, apply, and add it again",
        name, subnet.zone, subnet.id,
      ) if subnet.zone == local.existing_zone && subnet.id != var.existing_subnet_id
    ],
  )

  refused_unavailable_zones = [
    for name, zone in local.given_zones : format(
      "zone %q of subnet %q is not an available zone of the region (local zones and wavelength zones do not count); choose %s",
      zone, name, local.zone_choice,
    ) if zone != local.existing_zone && !contains(local.regional_zones, zone)
  ]

  # Where the zone that is there cannot launch the type, everything would end up in the others.
  refused_offerings = concat(local.refused_existing_offerings, [
    for name, zone in local.given_zones : format(
      "zone %q of subnet %q does not offer instance type %s; choose %s",
      zone, name, join(", ", [for type in local.types_missing_by_zone[zone] : format("%q", type)]), local.zone_choice,
    ) if zone != local.existing_zone && length(try(local.types_missing_by_zone[zone], [])) > 0
  ])

  standing_zones = merge({ (var.existing_subnet_id) = local.existing_zone }, local.pinned_zones)
  refused_existing_offerings = [
    for name, zone in local.standing_zones : format(
      "zone %q of subnet %q does not offer instance type %s; give instance types that every zone offers",
      zone, name, join(", ", [for type in local.types_missing_by_zone[zone] : format("%q", type)]),
    ) if length(try(local.types_missing_by_zone[zone], [])) > 0
  ]

  names_by_fixed_zone = { for name, zone in local.fixed_zones : zone => name... }

  refused_shared_zones = [
    for zone, names in local.names_by_fixed_zone : format(
      "zone %q is taken by more than one subnet (%s); give each subnet a zone of its own, or leave the zone out",
      zone, join(", ", [for name in names : format("%q", name)]),
    ) if length(names) > 1
  ]

  refused_zone_shortage = length(local.names_without_zone) <= length(local.candidate_zones) ? [] : [
    format(
      "availability zones needed: %d (for %s), found: %d (%s)%s; ask for fewer subnets%s",
      length(local.names_without_zone),
      join(", ", [for name in local.names_without_zone : format("%q", name)]),
      length(local.candidate_zones),
      length(local.candidate_zones) == 0 ? "none" : join(", ", local.candidate_zones),
      length(var.instance_types) == 0 ? "" : format(" among the zones that offer %s", join(", ", [for type in distinct(var.instance_types) : format("%q", type)])),
      length(var.instance_types) == 0 ? "" : " or for instance types that more zones offer",
    )
  ]

  zone_choice = length(local.candidate_zones) == 0 ? "another zone (no candidate is left)" : "one of: ${join(", ", local.candidate_zones)}"
}
