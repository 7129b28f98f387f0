#!/usr/bin/env bash
# list-targets.sh: gives the workflow the environments that have `ci` settings, as an output.
set -euo pipefail

targets=$(npm run --silent ci -- targets)
echo "targets=$targets" >>"$GITHUB_OUTPUT"
if [ "$targets" = '[]' ]; then
  echo "::notice title=Nothing to plan or deploy::no file in environments/ has \`ci\` settings: see docs/ci.md"
fi
