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
rm -f "$state/podman.ways"
podman_run "$state" "localhost:$port/shell/hello" hello
cat <<TEXT

The registry is still up. Try:
    docker pull localhost:$port/shell/hello
    podman run --rm --tls-verify=false -it localhost:$port/shell/git/curl bash
Any of the packages in examples/packages/default.nix can be part of the name.
Its log is .build-demo/log. Stop it with: make stop
TEXT
