#!/usr/bin/env bash
# init-stack.sh STACK: makes a synthesized stack ready for Terraform, with the providers of the
# committed lock file and no others.
set -euo pipefail

folder=cdktf.out/stacks/$1
cp .terraform.lock.hcl "$folder/"
if ! said=$(terraform -chdir="$folder" init -input=false -no-color -lockfile=readonly 2>&1); then
  echo "$said" >&2
  exit 1
fi
