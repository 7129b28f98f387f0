#!/usr/bin/env bash
# judge.sh VERDICT: ends as a review's exit code says. A yes is given by approving, so it is no
# failure here; what is not known is.
set -euo pipefail

case ${1:-} in
  0) echo "::notice title=Plan review::safe" ;;
  3) echo "::warning title=Plan review::needs a person's yes: read the review" ;;
  2) echo "::error title=Plan review::blocked: read the review" && exit 1 ;;
  64) echo "::error title=Plan review::could not tell: ha review was called wrongly, read the log" && exit 1 ;;
  *) echo "::error title=Plan review::could not tell: there is no review" && exit 1 ;;
esac
