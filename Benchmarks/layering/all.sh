#!/usr/bin/env bash
# all.sh: every figure of README.md, one script after the other. LAYERING names the data set; NIXERY another program.
# Fails where a published strategy does not agree with the data set's own implementation.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/common.sh
source "$here/../../scripts/common.sh"
: "${LAYERING:?names the folder of the data set}"
"$root/scripts/setup.sh" layering
if [[ -z ${NIXERY:-} ]]; then
    "$root/scripts/setup.sh" build
    swift build --package-path "$root" -c release --product nixery >&2
fi
say "times"
"$here/times.py"
say "images of repositories that were not learned from"
"$here/cross-validate.py" table graph none largest prototype
say "all images"
"$here/figures.py"
say "agreement of the published strategies"
"$here/agree.py"
