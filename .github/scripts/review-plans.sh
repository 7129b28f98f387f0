#!/usr/bin/env bash
# review-plans.sh FOLDER COMMIT [BASE]: reviews all plans of FOLDER together, by the waivers of
# $ENVIRONMENT, and leaves in it review.md and review.sarif. BASE is what the stack would be without the change. The verdict goes
# to the workflow as an output: 0 safe, 3 needs a yes, 2 blocked, 1 could not tell, 64 called wrongly.
set -euo pipefail

folder=$1
flags=(--sha "$2" --env "$ENVIRONMENT")
if [ -n "${3:-}" ] && [ -e "$3" ]; then
  flags+=(--base "$3")
fi

verdict=0
npx ha review "$folder"/*.plan.json "${flags[@]}" --format markdown --out "$folder/review.md" ||
  verdict=$?
npx ha review "$folder"/*.plan.json "${flags[@]}" --format sarif --out "$folder/review.sarif" ||
  [ $? -eq "$verdict" ]
echo "verdict=$verdict" >>"$GITHUB_OUTPUT"
if [ -s "$folder/review.md" ]; then
  cat "$folder/review.md" >>"$GITHUB_STEP_SUMMARY"
fi
