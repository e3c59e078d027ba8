#!/usr/bin/env bash
# Pulls and runs images of a large package set (DEBSET, a folder with a default.nix) with every client found here. Root.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"
[[ -f ${DEBSET:-}/default.nix ]] || die "DEBSET is no folder with a package set: '${DEBSET:-}'"

scripts/setup.sh build test
swift build --product nixery
state=$(mktemp -d /var/tmp/nixery-large.XXXXXX)
trap 'scripts/registry.sh stop "$state"; rm -rf "$state"' EXIT
port=$(free_port)
PACKAGES=$DEBSET scripts/registry.sh start "$state" "$port"
scripts/test-clients.sh "127.0.0.1:$port" shell/git/curl latest bash -c 'git --version && curl --version'
