#!/usr/bin/env bash
# registry.sh start DIR PORT [CONFIG]   starts nixery in the background on the example set; state, log and pid in DIR
# registry.sh stop DIR
# NIXERY is the program to start; the debug build by default. PACKAGES is another package set.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

action=${1:?start or stop} dir=${2:?a folder}
nixery=${NIXERY:-$root/.build/debug/nixery}

# The process that DIR/pid names, if it still is a nixery.
running() {
    [[ -f $dir/pid ]] && pid=$(<"$dir/pid") && [[ $(readlink "/proc/$pid/exe" 2>/dev/null) == */nixery* ]]
}

stop() {
    if running; then
        kill "$pid"
        for _ in {1..150}; do running || break; sleep 0.2; done
        ! running || kill -KILL "$pid"
    fi
    rm -f "$dir/pid"
}

start() {
    local port=$1 config=${2:-$root/examples/nixery.yaml} packages=()
    [[ -x $nixery ]] || die "$nixery is not built"
    [[ -z ${PACKAGES:-} ]] || packages=(--packages "$PACKAGES")
    mkdir -p "$dir"
    stop
    setsid "$root/scripts/with-nix.sh" "$nixery" serve --config "$config" --port "$port" --storage "$dir/storage" \
        "${packages[@]}" </dev/null >"$dir/log" 2>&1 &
    echo $! >"$dir/pid"
    for _ in {1..300}; do
        [[ $(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/readyz") != 200 ]] || return 0
        kill -0 "$(<"$dir/pid")" 2>/dev/null || break
        sleep 0.2
    done
    tail -n 5 "$dir/log" >&2
    stop
    die "the registry did not become ready; its whole log is $dir/log"
}

case $action in
start) start "${3:?a port}" "${4:-}" ;;
stop) stop ;;
*) die "start or stop, not '$action'" ;;
esac
