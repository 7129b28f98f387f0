#!/usr/bin/env bash
# keep-plans.sh FOLDER BUCKET: puts the plans of FOLDER/record.json into the bucket, each under its
# own hash.
set -euo pipefail

jq --raw-output '.plans[] | [.stack, .sha256] | @tsv' "$1/record.json" |
  while IFS=$'\t' read -r stack sha256; do
    aws s3 cp --only-show-errors "$1/$stack.tfplan" "s3://$2/$sha256.tfplan"
  done
