#!/usr/bin/env bash
# find-reviewed.sh FOLDER: writes FOLDER/record.json, which says what plans were reviewed before
# this commit was merged, and gives the workflow the same as an output.
set -euo pipefail

mkdir -p "$1"
record=$(npm run --silent ci -- reviewed --environment "$ENVIRONMENT" \
  --commit "$(git rev-parse HEAD)" --tree "$(git rev-parse 'HEAD^{tree}')")
echo "$record" >"$1/record.json"
changes=$(jq 'any(.plans[]; .changes)' <<<"$record")
{
  echo "record=$record"
  echo "changes=$changes"
} >>"$GITHUB_OUTPUT"
if [ "$changes" = false ]; then
  echo "::notice title=Nothing to deploy::the plans of $ENVIRONMENT change nothing"
fi
