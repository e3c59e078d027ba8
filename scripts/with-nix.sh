#!/usr/bin/env bash
# with-nix.sh COMMAND...: runs a command with an environment in which Nix works.
# Uses the Nix daemon where there is one. Root without a daemon owns the store and builds as itself, without a sandbox.
# Nothing is substituted: what this project builds is in no cache. A NIX_REMOTE or NIX_CONFIG of yours is respected.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

configure() { export NIX_CONFIG=$1${NIX_CONFIG:+$'\n'$NIX_CONFIG}; }

# Whether somebody listens on the daemon's socket: without a daemon Nix says so, with one that the path is not valid.
daemon_answers() {
    [[ -S /nix/var/nix/daemon-socket/socket && -w /nix/var/nix/daemon-socket/socket ]] || return 1
    local path=/nix/store/00000000000000000000000000000000-none
    [[ $(NIX_REMOTE=daemon timeout 20 nix-store --check-validity "$path" 2>&1) == *'is not valid'* ]]
}

has nix-store || die "Nix is not installed: run scripts/setup.sh run"
configure 'substitute = false'
if [[ -n ${NIX_REMOTE:-} ]]; then
    exec "$@"
elif daemon_answers; then
    export NIX_REMOTE=daemon
    exec "$@"
elif ((EUID == 0)); then
    configure $'build-users-group =\nsandbox = false'
    exec "$@"
elif [[ -z ${WITH_NIX_GROUP:-} ]] && has sg && id -nG "$(id -un)" | grep -qw nix-users; then
    # The group is new and this session does not have it yet.
    export WITH_NIX_GROUP=1
    exec sg nix-users -c "$(printf '%q ' "$0" "$@")"
fi
die "there is no Nix daemon that $(id -un) may use: start one (Debian's package nix-setup-systemd) or work as root"
