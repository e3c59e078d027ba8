#!/usr/bin/env bash
# A script as package source: in shell, then in Python.
set -euo pipefail
# shellcheck source=examples/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support.sh"

say "a folder of package sets"
box "$work/sets/v1" "Hello from the set v1"
box "$work/sets/v2" "Hello from the set v2"
for script in find-set.sh find-set.py; do
    say "$script"
    cp "$example/$script" "$work/find-set"
    serve
    expect "$(run "$registry/greeting:v1" greeting)" "Hello from the set v1"
    expect "$(run "$registry/greeting" greeting)" "Hello from the set v2"
    show curl -fsS "http://$registry/v2/greeting/tags/list"
    echo
    show curl -sS "http://$registry/v2/greeting/manifests/v3"
    echo
    "$root/scripts/registry.sh" stop "$work/registry"
done
