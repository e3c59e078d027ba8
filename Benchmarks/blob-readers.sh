#!/usr/bin/env bash
# blob-readers.sh: 32 clients read a blob of 100 MB at once, half of them at 1 MB/s; the registry's memory has a limit.
# The slow ones are ended after SLOW_SECONDS (20): by then the fast ones are done long ago, and memory does not grow any more.
# Fails where memory is over the limit, a fast client got other bytes, or a slow one got too few or too many.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=Benchmarks/support/registry.sh
source "$here/support/registry.sh"
half=$((${READERS:-32} / 2))
slow_seconds=${SLOW_SECONDS:-20}
((slow_seconds <= 90)) || die "SLOW_SECONDS is at most 90: after 100 seconds a slow client is done"

# A package set of one package: bytes that cannot be compressed, so that its layer is as large.
write_set() {
    "$root/examples/packages/prepare.sh" >/dev/null
    mkdir "$state/set"
    cp -R "$root/examples/packages/files/tools" "$state/set/tools"
    cat >"$state/set/default.nix" <<'NIX'
{ system ? builtins.currentSystem, ... }: {
  noise = derivation {
    name = "noise-100-mb";
    inherit system;
    builder = "${./tools}/busybox";
    args = [ "sh" "-c" "$tools/busybox mkdir $out; $tools/busybox dd if=/dev/urandom of=$out/noise bs=1000000 count=100" ];
    tools = ./tools;
  };
}
NIX
}

write_set
start_registry "$state/set"
pull noise >/dev/null
blob=$(tr '{' '\n' <"$state/manifest" | sed -n 's/.*"digest":"sha256:\([0-9a-f]*\)".*"size":1[0-9]\{8\}[,}].*/\1/p')
[[ -n $blob ]] || die "the image has no layer of 100 MB: $(<"$state/manifest")"
before=$(peak_memory)
own=$(own_seconds)

say "$half clients at full speed and $half at 1 MB/s for $slow_seconds s"
slow=() fast=()
begin=$(date +%s.%N)
for ((reader = 0; reader < half; reader++)); do
    { curl -s --limit-rate 1M --max-time "$slow_seconds" -o /dev/null -w '%{size_download}\n' \
        "$url/noise/blobs/sha256:$blob" || true; } >"$state/slow-$reader" &
    slow+=($!)
done
for ((reader = 0; reader < half; reader++)); do
    curl -sS --max-time 300 "$url/noise/blobs/sha256:$blob" | sha256sum >"$state/fast-$reader" &
    fast+=($!)
done
wait "${fast[@]}"
figure "seconds until the fast ones had it, with a load of $(busy_elsewhere) on $(nproc) cores" \
    "$(calculate "$(date +%s.%N) - $begin")"
wait "${slow[@]}"
memory=$(peak_memory)
figure "processor seconds of the registry" "$(calculate "$(own_seconds) - $own")"
figure "MB of memory before" "$before"
limit "MB of memory at most" "$memory" '<=' 100
right=$(grep -l "^$blob " "$state"/fast-* | wc -l)
limit "fast clients with the right bytes" "$right" '>=' "$half"
# curl counts a limit of 1M in units of 2^20 bytes, and lets a few more through at first.
steady=$(cat "$state"/slow-* | awk -v seconds="$slow_seconds" '$1 > seconds * 5e5 && $1 < seconds * 2e6 + 4e6' | wc -l)
limit "slow clients that got bytes at their speed" "$steady" '>=' "$half"
exit "$missed"
