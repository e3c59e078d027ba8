#!/usr/bin/env bash
# Runs every script of Benchmarks/ in turn; fails at the end when one of them missed a limit.
# DEBSET, when set, is a large package set (a folder with a default.nix), used in place of the example packages.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"
scripts/setup.sh build test
examples/packages/prepare.sh
swift build -c release --product nixery
NIXERY=$(swift build -c release --show-bin-path)/nixery
export NIXERY DEBSET=${DEBSET:-}
shopt -s nullglob
scripts=(Benchmarks/*.sh)
((${#scripts[@]} > 0)) || die "there is no script in Benchmarks/"
failed=()
for script in "${scripts[@]}"; do
    say "$script"
    scripts/with-nix.sh "$script" || failed+=("$script")
done
((${#failed[@]} == 0)) || die "these failed or missed a limit: ${failed[*]}"
