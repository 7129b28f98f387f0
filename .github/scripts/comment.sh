#!/usr/bin/env bash
# comment.sh FOLDER: says on pull request $PULL_REQUEST what FOLDER holds; that nothing could be
# planned, where the plans were not made, reviewed and kept.
set -euo pipefail

found=()
if [ "$KEPT" = success ]; then
  found=(--report "$1/review.md" --record "$1/record.json")
fi
npm run --silent ci -- comment --environment "$ENVIRONMENT" \
  --github-environment "$APPROVED_IN" --pull-request "$PULL_REQUEST" "${found[@]}"
