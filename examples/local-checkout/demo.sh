#!/usr/bin/env bash
# A work tree as package set: an edited file is in the next pull.
set -euo pipefail
# shellcheck source=examples/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support.sh"

box "$work/checkout" "Hello from my checkout"
commit "$work/checkout" "As committed"
serve
expect "$(run "$registry/greeting" greeting)" "Hello from my checkout"

say "edit a file, commit nothing"
echo "Hello from an edited file" >"$work/checkout/greeting"
expect "$(run "$registry/greeting" greeting)" "Hello from an edited file"
