# The refusals stand here, not at the variables, because they rest on what the
# data sources found. All of them are reported at plan.

output "existing_availability_zone" {
  description = "Availability Zone of the existing subnet."
  value       = local.existing_zone

  precondition {
    condition     = length(local.refused_existing_subnet) == 0
    error_message = join("\n", local.refused_existing_subnet)
  }
}

output "availability_zones" {
  description = "Availability Zone of each new subnet, by name."
  value       = { for name in var.subnet_names : name => local.zones[name] }

  precondition {
    condition     = length(local.refused_names) == 0
    error_message = join("\n", local.refused_names)
  }

  precondition {
    condition     = length(local.refused_moved_zones) == 0
    error_message = join("\n", local.refused_moved_zones)
  }

  precondition {
    condition     = length(local.refused_existing_zone) == 0
    error_message = join("\n", local.refused_existing_zone)
  }

  precondition {
    condition     = length(local.refused_unavailable_zones) == 0
    error_message = join("\n", local.refused_unavailable_zones)
  }

  precondition {
    condition     = length(local.refused_offerings) == 0
    error_message = join("\n", local.refused_offerings)
  }

  precondition {
    condition     = length(local.refused_shared_zones) == 0
    error_message = join("\n", local.refused_shared_zones)
  }

  precondition {
    condition     = length(local.refused_zone_shortage) == 0
    error_message = join("\n", local.refused_zone_shortage)
  }
}

output "cidr_blocks" {
  description = "CIDR block of each new subnet, by name."
  value       = { for name in var.subnet_names : name => local.cidrs[name] }

  precondition {
    condition     = length(local.refused_existing_size) == 0
    error_message = join("\n", local.refused_existing_size)
  }

  precondition {
    condition     = length(local.refused_moved_cidrs) == 0
    error_message = join("\n", local.refused_moved_cidrs)
  }

  precondition {
    condition     = length(local.refused_malformed_cidrs) == 0
    error_message = join("\n", local.refused_malformed_cidrs)
  }

  precondition {
    condition     = length(local.refused_outside_cidrs) == 0
    error_message = join("\n", local.refused_outside_cidrs)
  }

  precondition {
    condition     = length(local.refused_overlaps) == 0
    error_message = join("\n", local.refused_overlaps)
  }

  precondition {
    condition     = length(local.refused_overlaps_of_given) == 0
    error_message = join("\n", local.refused_overlaps_of_given)
  }

  precondition {
    condition     = length(local.refused_cidr_shortage) == 0
    error_message = join("\n", local.refused_cidr_shortage)
  }
}
