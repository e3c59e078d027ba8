#!/usr/bin/env bash
# build.sh: builds a small and a large image in a fresh registry each, and compares time and memory. The store paths are
# there before; evaluating, reading, packing and storing are what is measured. Then a new combination of known packages.
# SMALL and LARGE name other images. The large one needs DEBSET.
# Fails where memory is over its limit, or where the new combination runs Nix.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=Benchmarks/support/registry.sh
source "$here/support/registry.sh"
small=${SMALL:-shell/curl/git}
large=${LARGE:-shell/gcc/rustc/go/openjdk17/ffmpeg}

# build NAME: makes its store paths, then builds it in a registry that knows nothing, and leaves the peak in $peak.
build() {
    local seconds before
    empty_storage
    start_registry "$packages"
    pull "$1" >/dev/null
    stop_registry
    empty_storage
    start_registry "$packages"
    before=$(own_seconds)
    nix_before=$(children_seconds)
    seconds=$(pull "$1")
    peak=$(peak_memory)
    local own nix
    own=$(calculate "$(own_seconds) - $before")
    nix=$(calculate "$(children_seconds) - $nix_before")
    say "$1: $(grep -o '"size":[0-9]*' "$state/manifest" | awk -F: '{ sum += $2 } END { printf "%.1f", sum / 1e6 }') MB of blobs"
    figure "seconds, with a load of $(busy_elsewhere) on $(nproc) cores" "$(calculate "$seconds")"
    figure "processor seconds of the registry" "$own"
    figure "processor seconds of Nix" "$nix"
    figure "MB of memory at most" "$peak"
}

build "$small"
small_peak=$peak
say "${small%/*}: a new combination of known packages"
before=$(children_seconds)
figure "seconds" "$(pull "${small%/*}")"
limit "processor seconds of Nix" "$(calculate "$(children_seconds) - $before")" '<=' 0
stop_registry

if [[ -n ${DEBSET:-} ]]; then
    build "$large"
    limit "MB of memory at most" "$peak" '<=' 80
    limit "MB more than for $small" "$(calculate "$peak - $small_peak" 1)" '<=' 10
    stop_registry
else
    say "NOT MEASURED: $large is in a large package set, and DEBSET names none"
fi
exit "$missed"
