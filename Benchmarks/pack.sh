#!/usr/bin/env bash
# pack.sh [PATH…]: compares packing store paths with `tar | gzip -6`: processor seconds, bytes, processor over wall time.
# Without paths it takes those of the image `shell/curl/git`, each as a layer of its own, as the registry does.
# LAYERS=4 packs them into four layers, COMPRESSION=gzip:fast (or gzip:small:one, zstd:balanced, none) with other settings.
# Fails where a limit is missed; on a machine with other work, processor over wall time is only told.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=Benchmarks/support/registry.sh
source "$here/support/registry.sh"

swift build --package-path "$here" -c release --product pack-benchmark >&2
packer=$(swift build --package-path "$here" -c release --show-bin-path)/pack-benchmark

# Every store path of an image, read from its layers.
image_paths() {
    start_registry "$packages"
    pull "$1" >/dev/null
    local digest
    for digest in $(grep -o '"sha256:[0-9a-f]*"' "$state/manifest" | tr -d '"'); do
        # The configuration is no archive.
        { curl -sS "$url/$1/blobs/$digest" | tar -tzf - 2>/dev/null || true; }
    done | grep -o '^[./]*nix/store/[^/]\+' | sed 's,^[./]*,/,' | sort -u
    stop_registry
}

if (($# > 0)); then paths=("$@"); else mapfile -t paths < <(image_paths shell/curl/git); fi
layers=${LAYERS:-${#paths[@]}}
find "${paths[@]}" -type f -exec cat {} + >/dev/null # Both read from memory, and both write every hard link out.

say "packing ${#paths[@]} store paths into $layers layers"
TIMEFORMAT='%U %S'
baseline=$({ time (tar --hard-dereference -cf - "${paths[@]}" 2>/dev/null | gzip -6 | wc -c >"$state/size"); } 2>&1)
read -r user system <<<"$baseline"
baseline=$(calculate "$user + $system")
busy=$(busy_elsewhere)
declare -A ours
for pair in $("$packer" "${COMPRESSION:-gzip:balanced}" "$layers" /dev/null "${paths[@]}"); do
    ours[${pair%%=*}]=${pair#*=}
done

figure "tar | gzip -6" "$baseline s of processor time, $(calculate "$(<"$state/size") / 1e6" 1) MB"
figure "ours" "$(calculate "${ours[cpu]}") s of processor time, $(calculate "${ours[wall]}") s in all, \
$(calculate "${ours[blobs]} / 1e6" 1) MB from $(calculate "${ours[archive]} / 1e6" 1) MB, \
$(calculate "${ours[rss_kb]} / 1e3" 1) MB of memory at most"
limit "share of the processor time of tar | gzip -6" "$(calculate "${ours[cpu]} / $baseline" 3)" '<=' 0.30
parallel=$(calculate "${ours[parallel]}")
waited=$(calculate "${ours[waited]}")
if (($(nproc) < 2)); then
    figure "processor over wall time" "$parallel; there is only one core"
elif awk "BEGIN { exit !($parallel < 1.7 && $waited > 0.2 * ${ours[wall]}) }"; then
    # Others kept the cores busy: how many it would have kept busy is what is left to judge.
    figure "processor over wall time" "$parallel; not judged, since threads waited $waited s for a core (load $busy)"
    limit "processor and waiting time, over wall time" \
        "$(calculate "(${ours[cpu]} + ${ours[waited]}) / ${ours[wall]}")" '>=' 1.7
else
    limit "processor over wall time" "$parallel" '>=' 1.7
fi
exit "$missed"
