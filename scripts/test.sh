#!/usr/bin/env bash
# Runs every test: those of the Swift package, the end-to-end scripts, and real clients against the built registry.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"

scripts/setup.sh build test
examples/packages/prepare.sh
say "building nixery and its tests"
swift build --build-tests
say "running the tests"
# One at a time: many run Nix, servers and clients with limits of their own, and would starve each other on few cores.
scripts/with-nix.sh swift test --skip-build --no-parallel
shopt -s nullglob
for script in Tests/EndToEnd/*.sh; do
    say "$script"
    scripts/with-nix.sh "$script"
done
for demo in examples/*/demo.sh; do
    say "$demo"
    "$demo"
done
if ((EUID == 0)); then
    say "real clients"
    ONLY=${ONLY:-skopeo podman buildah} scripts/test-clients.sh
elif [[ -n ${CI:-} ]]; then
    die "CI must be root: podman and buildah are driven as root"
else
    say "not root: podman and buildah are not driven (sudo make test-clients does it)"
fi
