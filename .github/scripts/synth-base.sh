#!/usr/bin/env bash
# synth-base.sh FOLDER: synthesizes what the pull request would be merged into, for comparison. It is
# built with the dependencies of the pull request.
set -euo pipefail

git worktree add --quiet --detach "$1" 'HEAD^1'
ln -s "$PWD/node_modules" "$1/node_modules"
cd "$1"
node --import tsx main.ts
