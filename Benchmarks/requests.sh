#!/usr/bin/env bash
# requests.sh: how fast the manifest of a known image is: one client at a time, and several at once. COUNT requests each.
# curl is the client and shares the machine, so a registry alone can do more.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=Benchmarks/support/registry.sh
source "$here/support/registry.sh"
image=${SMALL:-shell/curl/git}
count=${COUNT:-2000}
clients=${CLIENTS:-8}

# ask COUNT FILE: so many requests over one connection; milliseconds and statuses go to FILE.
ask() {
    curl -sS -w '%{time_total} %{http_code}\n' -o /dev/null \
        -H 'Accept: application/vnd.oci.image.manifest.v1+json' "$url/$image/manifests/latest?request=[1-$1]" \
        | awk '{ print $1 * 1000, $2 }' >"$2"
}
percentile() { sort -n "${@:2}" | awk -v share="$1" '{ line[NR] = $1 } END { print line[int((NR - 1) * share) + 1] }'; }
check() { awk '$2 != 200 { exit 1 }' "$@" || die "not every answer was 200"; }

start_registry "$packages"
pull "$image" >/dev/null
ask 200 "$state/warm-up"
say "$image, known: one client, $count requests over one connection"
ask "$count" "$state/one"
check "$state/one"
figure "milliseconds, median" "$(percentile 0.5 "$state/one")"
figure "milliseconds, 99 of 100" "$(percentile 0.99 "$state/one")"

say "$image, known: $clients clients at once, $count requests each"
own=$(own_seconds)
begin=$(date +%s.%N)
pids=()
for ((client = 0; client < clients; client++)); do
    ask "$count" "$state/many-$client" &
    pids+=($!)
done
wait "${pids[@]}"
end=$(date +%s.%N)
check "$state"/many-*
figure "requests a second, with a load of $(busy_elsewhere) on $(nproc) cores" "$(calculate "$clients * $count / ($end - $begin)" 0)"
figure "requests for each processor second of the registry" "$(calculate "$clients * $count / ($(own_seconds) - $own)" 0)"
figure "milliseconds, median" "$(percentile 0.5 "$state"/many-*)"
figure "milliseconds, 99 of 100" "$(percentile 0.99 "$state"/many-*)"
figure "MB of memory at most" "$(peak_memory)"
