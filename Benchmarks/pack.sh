#!/bin/bash
# pack.sh PATH…: compares packing these store paths with `tar | gzip -6`: processor seconds, bytes, processor over wall time.
# All paths must lie in one folder. LAYERS=4 packs them into four layers at once, COMPRESSION=gzip:fast (or gzip:small:one,
# zstd:balanced, none) with other settings. Fails where the limits of the project are missed.
set -euo pipefail
[ $# -gt 0 ] || { sed -n '2,4s/^# //p' "$0"; exit 2; }

here=$(cd "$(dirname "$0")" && pwd)
swift build --package-path "$here" -c release --product pack-benchmark >&2
program=$(swift build --package-path "$here" -c release --show-bin-path)/pack-benchmark

find "$@" -type f -exec cat {} + >/dev/null # Both read from memory.

TIMEFORMAT='%U %S %R'
baseline=$({ time (tar -cf - "$@" 2>/dev/null | gzip -6 | wc -c >"/tmp/pack-size.$$"); } 2>&1)
baseline_size=$(cat "/tmp/pack-size.$$")
rm -f "/tmp/pack-size.$$"
ours=$("$program" "${COMPRESSION:-gzip:balanced}" "${LAYERS:-1}" /dev/null "$@")

awk -v baseline="$baseline" -v size="$baseline_size" -v ours="$ours" 'BEGIN {
    split(baseline, time, " ")
    count = split(ours, pairs, " ")
    for (i = 1; i <= count; i++) { split(pairs[i], pair, "="); value[pair[1]] = pair[2] }
    cpu = time[1] + time[2]
    printf "tar | gzip -6: %.2f s of processor time, %.1f MB\n", cpu, size / 1e6
    printf "ours: %.2f s of processor time, %.1f MB from %.1f MB in %d layer(s), %.1f MB of memory at most\n", \
        value["cpu"], value["blobs"] / 1e6, value["archive"] / 1e6, value["layers"], value["rss_kb"] / 1e3
    printf "ratio %.3f (at most 0.30), processor over wall time %.2f (at least 1.7 on two cores)\n", \
        value["cpu"] / cpu, value["parallel"]
    exit !(value["cpu"] / cpu <= 0.30 && value["parallel"] >= 1.7)
}'
