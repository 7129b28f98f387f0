#!/usr/bin/env bash
# apply-plans.sh FOLDER: applies the plans of FOLDER/record.json that change anything, in order.
# Terraform itself refuses a plan whose state has moved.
set -euo pipefail

jq --raw-output '.plans[] | select(.changes) | .stack' "$1/record.json" |
  while read -r stack; do
    echo "applying $stack"
    terraform -chdir="cdktf.out/stacks/$stack" apply -input=false -no-color -lock-timeout=5m \
      "$1/$stack.tfplan" </dev/null
  done
