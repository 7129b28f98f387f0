#!/usr/bin/env bash
# fetch-plans.sh FOLDER BUCKET: gets the plans of FOLDER/record.json from the bucket, and refuses
# any that is not the one that was reviewed, or whose state has moved since.
set -euo pipefail

scripts=$(dirname "$0")
again="run the plan workflow of the pull request again, read its comment, and then run this again"

jq --raw-output '.plans[] | [.stack, .sha256, .serial, .lineage] | @tsv' "$1/record.json" |
  while IFS=$'\t' read -r stack sha256 serial lineage; do
    plan=$1/$stack.tfplan
    aws s3 cp --only-show-errors "s3://$2/$sha256.tfplan" "$plan"
    found=$(sha256sum "$plan" | cut -d ' ' -f 1)
    if [ "$found" != "$sha256" ]; then
      echo "the plan of $stack is not the one that was reviewed: its SHA-256 is $found, not $sha256; $again" >&2
      exit 1
    fi
    "$scripts/init-stack.sh" "$stack"
    now=$("$scripts/state-position.sh" "$stack")
    if ! jq --exit-status --arg lineage "$lineage" --argjson serial "$serial" \
      '.lineage == $lineage and .serial == $serial' <<<"$now" >/dev/null; then
      echo "the state of $stack has moved since its plan was reviewed: from serial $serial of \"$lineage\" to $now; $again" >&2
      exit 1
    fi
    terraform -chdir="cdktf.out/stacks/$stack" show -json "$plan" >"$1/$stack.plan.json"
    echo "$stack: the reviewed plan, $sha256, of state serial $serial"
  done
