# Sourced by the benchmarks: a release registry of its own on the loopback address, and what its process has used.
# shellcheck shell=bash disable=SC2034 # used by those who source it
# NIXERY   the program to measure; .build/release/nixery by default
# DEBSET   a large package set (a folder with a default.nix); the example packages by default
# TMPDIR   where storage goes; /var/tmp by default, which is a disk where /tmp is memory
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/common.sh"

export NIXERY=${NIXERY:-$root/.build/release/nixery}
packages=${DEBSET:-$root/examples/packages}
state=$(mktemp -d "${TMPDIR:-/var/tmp}/nixery-bench.XXXXXX")
trap 'stop_registry; rm -rf "$state"' EXIT
missed=0

[[ -x $NIXERY ]] || die "$NIXERY is not there: run 'make build CONFIGURATION=release', or name another in NIXERY"
[[ -f $packages/default.nix ]] || die "'$packages' is no folder with a package set"
[[ -n ${DEBSET:-} ]] || "$root/examples/packages/prepare.sh" >/dev/null

# start_registry SET: serves a package set; its storage is empty at first, and stays until `empty_storage`.
start_registry() {
    port=$(free_port)
    PACKAGES=$1 "$root/scripts/registry.sh" start "$state" "$port"
    server=$(<"$state/pid")
    url=http://127.0.0.1:$port/v2
}
stop_registry() { "$root/scripts/registry.sh" stop "$state"; }
empty_storage() { rm -rf "$state/storage"; }

# pull NAME: asks for the image's manifest, leaves it in $state/manifest, and prints the seconds that took.
pull() {
    curl -sS --fail-with-body -o "$state/manifest" -w '%{time_total}\n' --max-time 1200 \
        -H 'Accept: application/vnd.oci.image.manifest.v1+json' "$url/$1/manifests/latest" \
        || die "the registry could not build $1: $(cat "$state/manifest")"
}

# Processor seconds of the registry itself, and those of the programs that it ran (Nix).
own_seconds() { processor_seconds 14 15; }
children_seconds() { processor_seconds 16 17; }
processor_seconds() {
    sed 's/.*) //' "/proc/$server/stat" \
        | awk -v first="$(($1 - 2))" -v second="$(($2 - 2))" -v tick="$(getconf CLK_TCK)" '{ print ($first + $second) / tick }'
}

# The most memory that the registry's process has held, in MB; Nix runs in processes of its own.
peak_memory() { awk '/^VmHWM/ { printf "%.1f\n", $2 * 1024 / 1e6 }' "/proc/$server/status"; }

calculate() { awk "BEGIN { printf \"%.${2:-2}f\", $1 }"; }

# limit TEXT VALUE OPERATOR LIMIT: prints a figure with its limit, and remembers when it is missed.
limit() {
    local words='at most' verdict='kept'
    [[ $3 == '<=' ]] || words='at least'
    if ! awk "BEGIN { exit !($2 $3 $4) }"; then
        verdict='MISSED'
        missed=1
    fi
    echo "    $1: $2 ($words $4: $verdict)"
}
figure() { echo "    $1: $2"; }

# How many processes wanted a core in the last minute, on average: where they are many, wall times say little.
busy_elsewhere() { awk '{ print $1 }' /proc/loadavg; }
