# Which Availability Zone each new subnet gets.

# Local Zones and Wavelength Zones have to be opted into; the zones of the
# region proper do not.
data "aws_availability_zones" "regional" {
  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

data "aws_ec2_instance_type_offerings" "by_type" {
  for_each = toset(var.instance_types)

  location_type = "availability-zone"

  filter {
    name   = "instance-type"
    values = [each.key]
  }
}

locals {
  existing_zone  = data.aws_subnet.existing.availability_zone
  regional_zones = sort(data.aws_availability_zones.regional.names)

  types_missing_by_zone = {
    for zone in local.regional_zones : zone => [
      for type, offerings in data.aws_ec2_instance_type_offerings.by_type : type
      if !contains(offerings.locations, zone)
    ]
  }

  pinned_zones = { for name, subnet in local.pinned : name => subnet.zone }

  given_zones = {
    for name in local.unpinned_names : name => var.availability_zones[name]
    if try(var.availability_zones[name], null) != null
  }

  fixed_zones = merge(local.pinned_zones, local.given_zones)

  usable_zones = [
    for zone in local.regional_zones : zone
    if zone != local.existing_zone && length(local.types_missing_by_zone[zone]) == 0
  ]

  candidate_zones = [for zone in local.usable_zones : zone if !contains(values(local.fixed_zones), zone)]

  names_without_zone = [for name in var.subnet_names : name if !contains(keys(local.fixed_zones), name)]

  # null where the candidates run out: the refusal has to be reached first.
  chosen_zones = {
    for position, name in local.names_without_zone : name => try(local.candidate_zones[position], null)
  }

  zones = merge(local.fixed_zones, local.chosen_zones)
}
