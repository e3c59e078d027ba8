#!/usr/bin/env bash
# run-demo.sh          builds and starts a registry on the example packages, pulls an image from it and runs it
# run-demo.sh stop     stops that registry
# PORT (8080) and CONFIGURATION (debug: compiles in a third of the time of release) may be set.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"

port=${PORT:-8080}
configuration=${CONFIGURATION:-debug}
state=$root/.build-demo

if [[ ${1:-} == stop ]]; then
    scripts/registry.sh stop "$state"
    exit
fi

# Podman wants other flags where it may not raise limits or has no systemd; the first way that works is taken.
pull_and_run() {
    local image=$1 way flags run log=$state/podman.log
    shift
    local limits='--network=host --ulimit nofile=1024:4096 --ulimit nproc=1024:4096'
    local ways=(
        '|--network=none'
        "--cgroup-manager=cgroupfs --events-backend=file --runtime runc|$limits"
        "--root $state/podman --runroot $state/podman-run --storage-driver vfs --cgroup-manager=cgroupfs --events-backend=file --runtime runc|$limits"
    )
    : >"$log"
    for way in "${ways[@]}"; do
        read -ra flags <<<"${way%%|*}"
        read -ra run <<<"${way#*|}"
        if podman "${flags[@]}" pull -q --tls-verify=false "$image" >>"$log" 2>&1 \
            && podman "${flags[@]}" run --rm "${run[@]}" "$image" "$@" 2>>"$log"; then
            return 0
        fi
    done
    tail -n 5 "$log" >&2
    die "podman could not pull and run $image; all its messages are in $log, the registry's in $state/log"
}

PATH=$PATH:/usr/sbin:/sbin
if [[ -z ${DEMO_HAS_NIX:-} ]]; then
    scripts/setup.sh build run
    DEMO_HAS_NIX=1 exec scripts/with-nix.sh "$root/scripts/run-demo.sh"
fi
examples/packages/prepare.sh
say "building nixery ($configuration); the first time takes some minutes"
swift build -c "$configuration" --product nixery
NIXERY=$(swift build -c "$configuration" --show-bin-path)/nixery
export NIXERY
say "starting the registry on port $port"
scripts/registry.sh start "$state" "$port"
say "podman pull localhost:$port/shell/hello; podman run localhost:$port/shell/hello hello"
pull_and_run "localhost:$port/shell/hello" hello
cat <<TEXT

The registry is still up. Try:
    docker pull localhost:$port/shell/hello
    podman run --rm --tls-verify=false -it localhost:$port/shell/git/curl bash
Any of the packages in examples/packages/default.nix can be part of the name.
Its log is .build-demo/log. Stop it with: make stop
TEXT
