variable "vpc_id" {
  description = "ID of the VPC that gets the new subnets."
  type        = string
  nullable    = false
}

variable "existing_subnet_id" {
  description = "ID of the subnet that the service runs in today. Its zone is left out of the choice, and its size is the size of the new subnets."
  type        = string
  nullable    = false
}

variable "subnet_names" {
  description = "Name tags of the new subnets, in order. The name is the identity of a subnet: a subnet of the VPC that has it keeps its zone and its CIDR block."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_names) > 0
    error_message = "subnet_names is empty; name at least one new subnet"
  }

  validation {
    condition     = alltrue([for name in var.subnet_names : try(trimspace(name), "") != ""])
    error_message = "subnet_names has a blank name; give each new subnet a name"
  }

  validation {
    condition     = length(distinct(var.subnet_names)) == length(var.subnet_names)
    error_message = "subnet_names has a name twice: ${jsonencode(var.subnet_names)}; give each new subnet a name of its own"
  }
}

variable "availability_zones" {
  description = "Availability Zones asked for, by subnet name. A subnet without an entry gets the next candidate."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.availability_zones), var.subnet_names)) == 0
    error_message = "availability_zones has names that are not in subnet_names: ${jsonencode(setsubtract(keys(var.availability_zones), var.subnet_names))}; remove them or add them to subnet_names"
  }
}

variable "cidr_blocks" {
  description = "CIDR blocks asked for, by subnet name. A subnet without an entry gets the next free block."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.cidr_blocks), var.subnet_names)) == 0
    error_message = "cidr_blocks has names that are not in subnet_names: ${jsonencode(setsubtract(keys(var.cidr_blocks), var.subnet_names))}; remove them or add them to subnet_names"
  }
}

variable "instance_types" {
  description = "EC2 instance types that a zone has to offer, all of them, to be a candidate. Empty: any zone will do."
  type        = list(string)
  default     = []
  nullable    = false
}
