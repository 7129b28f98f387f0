#!/usr/bin/env bash
# plan-stacks.sh FOLDER STACK...: plans each stack without a lock, and leaves in FOLDER:
#   STACK.tfplan     the plan
#   STACK.plan.json  the same for programs: it holds secrets, and stays on this machine
#   record.json      which plans these are, and of what
# The plan's text is not printed: a log is public where its repository is.
set -euo pipefail

scripts=$(dirname "$0")
folder=$1
shift
mkdir -p "$folder"
plans='[]'
for stack in "$@"; do
  echo "planning $stack"
  "$scripts/init-stack.sh" "$stack"
  # Before the plan: should the state move meanwhile, the deploy refuses.
  position=$("$scripts/state-position.sh" "$stack")
  code=0
  terraform -chdir="cdktf.out/stacks/$stack" plan -input=false -no-color -lock=false \
    -detailed-exitcode -out="$folder/$stack.tfplan" >/dev/null || code=$?
  case $code in
    0) changes=false ;;
    2) changes=true ;;
    *) exit "$code" ;;
  esac
  terraform -chdir="cdktf.out/stacks/$stack" show -json "$folder/$stack.tfplan" \
    >"$folder/$stack.plan.json"
  sha256=$(sha256sum "$folder/$stack.tfplan" | cut -d ' ' -f 1)
  plans=$(jq --arg stack "$stack" --arg sha256 "$sha256" --argjson position "$position" \
    --argjson changes "$changes" \
    '. + [{$stack, $sha256, lineage: $position.lineage, serial: $position.serial, $changes}]' \
    <<<"$plans")
done

jq --null-input --compact-output --argjson plans "$plans" \
  --arg commit "$(git rev-parse HEAD)" --arg tree "$(git rev-parse 'HEAD^{tree}')" \
  '{$commit, $tree, $plans}' >"$folder/record.json"
