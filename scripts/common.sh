# Sourced by the other scripts: where things are, and how they speak.
# shellcheck shell=bash disable=SC2034 # used by those who source it
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=${0##*/}

say() { echo "==> $*"; }
die() { echo "$program: $*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# A port of the loopback address that nobody uses, below those that the system gives to connections until it is used.
free_port() {
    python3 - <<'PYTHON'
import random, socket

while True:
    port = random.randrange(20000, 32000)
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            continue
    print(port)
    break
PYTHON
}

# Podman wants other flags where it may not raise limits or has no systemd. Each way: flags of podman, and those of its run.
podman_bare='--cgroup-manager=cgroupfs --events-backend=file --runtime runc'
podman_limits='--network=host --ulimit nofile=1024:4096 --ulimit nproc=1024:4096'

# podman_ways STATE: the ways to try, one a line; the last keeps images in STATE.
podman_ways() {
    echo '|--network=none'
    echo "$podman_bare|$podman_limits"
    podman_own_ways "$1" | tail -n 1
}

# The same, with images in STATE only.
podman_own_ways() {
    local own="--root $1/podman --runroot $1/podman-run --storage-driver vfs"
    echo "$own|--network=none"
    echo "$own $podman_bare|$podman_limits"
}

# podman_run STATE IMAGE COMMAND...: pulls an image and runs a command in it, in the first way that works, which is kept in STATE.
podman_run() {
    local state=$1 image=$2 way flags run log=$1/podman.log
    shift 2
    [[ -f $state/podman.ways ]] || podman_ways "$state" >"$state/podman.ways"
    : >"$log"
    while IFS= read -r way <&3; do
        read -ra flags <<<"${way%%|*}"
        read -ra run <<<"${way#*|}"
        if podman "${flags[@]}" pull -q --tls-verify=false "$image" >>"$log" 2>&1 \
            && podman "${flags[@]}" run --rm "${run[@]}" "$image" "$@" 2>>"$log"; then
            echo "$way" >"$state/podman.ways"
            return 0
        fi
    done 3<"$state/podman.ways"
    tail -n 5 "$log" >&2
    die "podman could not pull and run $image; all its messages are in $log"
}

# Removes what podman keeps in STATE: without root, its files belong to other users of a namespace.
podman_clean() {
    [[ -d $1/podman ]] || return 0
    if ((EUID == 0)); then rm -rf "$1/podman" "$1/podman-run"; else podman unshare rm -rf "$1/podman" "$1/podman-run"; fi
}
