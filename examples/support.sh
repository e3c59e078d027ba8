# Sourced by each demo.sh: a folder for everything that it makes, servers that end with it, and what they have in common.
# shellcheck shell=bash disable=SC2034 # used by those who source it
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../scripts/common.sh"
PATH=$PATH:/usr/sbin:/sbin
example=$(cd "$(dirname "$0")" && pwd)
export NIXERY=${NIXERY:-$root/.build/debug/nixery}
[[ -x $NIXERY ]] || die "nixery is not built: run make build"

need() { for tool in "$@"; do has "$tool" || die "$tool is not installed: run scripts/setup.sh test"; done; }
need podman skopeo curl git jq python3 busybox

work=$(mktemp -d /var/tmp/nixery-example.XXXXXX)
processes=()
# On a failure, the registry's last words are the best hint.
clean_up() {
    local status=$?
    ((status == 0)) || [[ ! -f $work/registry/log ]] || tail -n 5 "$work/registry/log" >&2
    "$root/scripts/registry.sh" stop "$work/registry"
    for process in "${processes[@]}"; do kill "$process" 2>/dev/null || true; done
    podman_clean "$work"
    rm -rf --one-file-system "$work"
}
trap clean_up EXIT

podman_ways() { podman_own_ways "$1"; }

# Prints a command and runs it.
show() {
    echo "\$ $*"
    "$@"
}

# expect WHAT TEXT: the demo fails where the last line of an output is another.
expect() {
    local got
    got=$(tail -n 1 <<<"$1")
    echo "  $got"
    [[ $got == "$2" ]] || die "expected '$2'"
}

# A copy of examples/box that says a text: box FOLDER TEXT
box() {
    mkdir -p "$1/tools"
    cp "$root/examples/box/default.nix" "$1/"
    cp "$(command -v busybox)" "$1/tools/"
    echo "$2" >"$1/greeting"
}

# Git without the user's own settings.
git() {
    GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null command git -c user.name=demo -c user.email=demo@example.org \
        -c init.defaultBranch=main -c protocol.file.allow=always "$@"
}

# commit FOLDER MESSAGE: everything in a work tree as a new commit.
commit() {
    [[ -d $1/.git ]] || git -C "$1" init -q
    git -C "$1" add -A
    git -C "$1" commit -qm "$2"
}

# Starts a registry with the example's nixery.yaml, where @NAME@ is the variable of that name.
serve() {
    local name text
    text=$(<"$example/nixery.yaml")
    for name in root example work http_port ssh_url sha256; do text=${text//@$name@/${!name:-}}; done
    printf '%s\n' "$text" >"$work/nixery.yaml"
    port=$(free_port)
    registry=localhost:$port
    say "a registry with this configuration"
    sed 's/^/  /' "$work/nixery.yaml"
    "$root/scripts/registry.sh" start "$work/registry" "$port" "$work/nixery.yaml"
}

# Pulls an image and prints what its command says: run IMAGE COMMAND...
run() {
    echo "\$ podman run $*" >&2
    podman_run "$work" "$@"
}

# A server for files of a folder: serve_files FOLDER; sets http_port.
serve_files() {
    http_port=$(free_port)
    python3 -m http.server --bind 127.0.0.1 --directory "$1" "$http_port" >"$work/http.log" 2>&1 &
    processes+=($!)
    wait_until curl -fs -o /dev/null "http://127.0.0.1:$http_port/"
}

# An ssh server with one deploy key, which may only fetch: serve_ssh; sets ssh_url, which a repository's path follows.
serve_ssh() {
    need sshd ssh ssh-keygen
    local folder=$work/ssh ssh_port
    ssh_port=$(free_port)
    mkdir -p "$folder"
    ssh-keygen -q -t ed25519 -N '' -f "$folder/host-key"
    ssh-keygen -q -t ed25519 -N '' -f "$folder/deploy-key"
    echo "[127.0.0.1]:$ssh_port $(cut -d' ' -f1,2 "$folder/host-key.pub")" >"$folder/known_hosts"
    # shellcheck disable=SC2016 # for the shell of the session
    printf '#!/bin/sh\ncase $SSH_ORIGINAL_COMMAND in "git-upload-pack "*) eval "exec $SSH_ORIGINAL_COMMAND" ;; esac\n' \
        >"$folder/only-fetch"
    chmod 755 "$folder/only-fetch"
    echo "restrict,command=\"$folder/only-fetch\" $(<"$folder/deploy-key.pub")" >"$folder/authorized_keys"
    ((EUID != 0)) || mkdir -p /run/sshd
    "$(command -v sshd)" -D -e -f /dev/null -p "$ssh_port" -h "$folder/host-key" -o ListenAddress=127.0.0.1 -o PidFile=none \
        -o "AuthorizedKeysFile=$folder/authorized_keys" -o StrictModes=no -o UsePAM=no >"$work/ssh.log" 2>&1 &
    processes+=($!)
    wait_until grep -qs 'Server listening' "$work/ssh.log"
    ssh_url=ssh://$(id -un)@127.0.0.1:$ssh_port
}

wait_until() {
    for _ in {1..600}; do
        ! "$@" || return 0
        sleep 0.1
    done
    die "this did not become true: $*"
}
