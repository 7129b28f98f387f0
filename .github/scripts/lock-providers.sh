#!/usr/bin/env bash
# lock-providers.sh [FLAG...]: adds the hashes of every platform to .terraform.lock.hcl, for the
# provider that it has chosen; without the file, for the newest that the stacks admit. FLAGs go to
# `terraform providers lock`.
set -euo pipefail

npx cdktf synth >/dev/null
# Every stack wants the same provider.
stacks=(cdktf.out/stacks/*-ha)
stack=${stacks[0]}
rm -f "$stack/.terraform.lock.hcl"
if [ -e .terraform.lock.hcl ]; then
  cp .terraform.lock.hcl "$stack/"
fi
terraform -chdir="$stack" get >/dev/null
terraform -chdir="$stack" providers lock -platform=linux_amd64 -platform=linux_arm64 \
  -platform=darwin_amd64 -platform=darwin_arm64 -platform=windows_amd64 "$@"
cp "$stack/.terraform.lock.hcl" .
