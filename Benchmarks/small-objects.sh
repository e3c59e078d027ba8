#!/usr/bin/env bash
# small-objects.sh [COUNT]: a store in a folder with COUNT small objects (100,000): writing them, looking at each, listing them,
# and what `nixery gc` would remove of them. Fails where more memory is used than the limit.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=Benchmarks/support/registry.sh
source "$here/support/registry.sh"
count=${1:-100000}

swift build --package-path "$here" -c release --product store-benchmark >&2
benchmark=$(swift build --package-path "$here" -c release --show-bin-path)/store-benchmark

say "$count small objects in $state, with a load of $(busy_elsewhere) on $(nproc) cores"
for step in put stat list; do
    declare -A ours=()
    for pair in $("$benchmark" "$step" "$state/storage" "$count"); do ours[${pair%%=*}]=${pair#*=}; done
    figure "$step: microseconds for each, of processor time and in all" \
        "$(calculate "${ours[cpu]} * 1e6 / $count" 0), $(calculate "${ours[wall]} * 1e6 / $count" 0)"
    limit "$step: MB of memory at most" "$(calculate "${ours[rss_kb]} / 1e3" 1)" '<=' 30
done

TIMEFORMAT='%R %U %S'
times=$({
    time STORAGE_PATH=$state/storage NIXERY_PKGS_PATH=$packages \
        python3 - "$NIXERY" gc --dry-run 2>"$state/memory" >"$state/plan" <<'PYTHON'
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
PYTHON
} 2>&1) || die "gc failed: $(cat "$state/memory")"
read -r wall user system <<<"$times"
figure "gc --dry-run: seconds of processor time and in all" "$(calculate "$user + $system" 1), $wall"
limit "gc --dry-run: MB of memory at most" "$(calculate "$(<"$state/memory") / 1e3" 1)" '<=' \
    "$(calculate "60 + $count * 240 / 1e6" 0)"
exit "$missed"
