#!/usr/bin/env bash
# Real clients against a registry: pull by tag and by digest, compare digests, run a command if one is given. Root; plain http.
#   test-clients.sh HOST:PORT NAME TAG [COMMAND...]
#   test-clients.sh                                   starts a registry on the example set and tries a few images
# ONLY="skopeo podman" picks among skopeo, podman, buildah, docker (dockerd of its own), containerd (of its own, ctr);
# a client that is picked and not installed is a failure. Prints a line for each step; exits 1 when one failed.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
PATH=$PATH:/usr/sbin:/sbin
((EUID == 0)) || die "needs root: container engines are started here"
for tool in curl jq; do has "$tool" || die "$tool is not installed: run scripts/setup.sh test"; done

for client in ${ONLY:-}; do
    [[ $client =~ ^(skopeo|podman|buildah|docker|containerd)$ ]] || die "ONLY: there is no client '$client'"
done

work=$(mktemp -d /var/tmp/nixery-clients.XXXXXX)
daemons=()
clean_up() {
    local daemon mount
    for daemon in "${daemons[@]}"; do kill "$daemon" 2>/dev/null || true; done
    for daemon in "${daemons[@]}"; do wait "$daemon" 2>/dev/null || true; done
    [[ ! -d $work/registry ]] || "$root/scripts/registry.sh" stop "$work/registry"
    while read -r mount; do umount -l "$mount" || true; done \
        < <(awk -v below="$work/" 'index($2, below) == 1 { print $2 }' /proc/self/mounts | sort -r)
    rm -rf --one-file-system "$work"
}
trap clean_up EXIT

if (($# == 0)); then
    port=$(free_port)
    "$root/examples/packages/prepare.sh"
    "$root/scripts/registry.sh" start "$work/registry" "$port"
    failures=0
    # By path: $0 may be relative to another folder.
    "$root/scripts/test-clients.sh" "127.0.0.1:$port" shell/hello latest hello || failures=1
    "$root/scripts/test-clients.sh" "127.0.0.1:$port" shell/git/curl/jq latest \
        bash -c 'git --version && curl --version && jq --version && cd /tmp && git init -q x && echo git, curl and jq run' \
        || failures=1
    exit "$failures"
fi

(($# >= 3)) || die "HOST:PORT NAME TAG [COMMAND...]"
registry=$1 name=$2 tag=$3
shift 3
command=("$@")
image=$registry/$name:$tag
passed=0 failed=0

# Runs one step of a client; its output matters only when it fails.
step() {
    local what=$1 log=$work/step.log
    shift
    if timeout 900 "$@" </dev/null >"$log" 2>&1; then
        passed=$((passed + 1))
        echo "pass  $what"
    else
        failed=$((failed + 1))
        echo "FAIL  $what: $(tail -n 3 "$log" | tr '\n' ' ' | cut -c1-400)"
    fi
}

# The same for a step that runs the command, if there is one.
run_step() { ((${#command[@]} == 0)) || step "$@"; }

# One of the values after the first two must be the second.
same() {
    local what=$1 got=$2 want
    shift 2
    for want in "$@"; do
        if [[ $got == "$want" ]]; then
            passed=$((passed + 1))
            echo "pass  $what"
            return
        fi
    done
    failed=$((failed + 1))
    echo "FAIL  $what: got '$got', not '$1'"
}

# Whether a client takes part: $1 its name, the rest the programs that it needs.
takes_part() {
    local client=$1 program
    shift
    [[ -z ${ONLY:-} || " $ONLY " == *" $client "* ]] || return 1
    for program in "$@"; do
        has "$program" && continue
        if [[ -n ${ONLY:-} ]]; then
            failed=$((failed + 1))
            echo "FAIL  $client: $program is not installed"
        else
            echo "none  $client: $program is not installed"
        fi
        return 1
    done
}

# Waits until a daemon answers, up to five minutes or its end: $1 its process, the rest what asks it.
wait_for() {
    local daemon=$1
    shift
    for _ in {1..1200}; do
        ! "$@" >/dev/null 2>&1 || return 0
        kill -0 "$daemon" 2>/dev/null || return 1
        sleep 0.25
    done
    return 1
}

# What the registry itself says: the manifest's digest, checked against its bytes, and the configuration's.
accept='Accept: application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json'
curl -fsS -H "$accept" -D "$work/headers" -o "$work/manifest.json" "http://$registry/v2/$name/manifests/$tag" \
    || die "the registry gives no manifest for $image"
digest=sha256:$(sha256sum <"$work/manifest.json" | cut -d' ' -f1)
config=$(jq -r .config.digest "$work/manifest.json")
echo "# $image $digest"
header=$(tr -d '\r' <"$work/headers" | awk 'tolower($1) == "docker-content-digest:" { print $2 }')
same "registry: digest header" "$header" "$digest"
head=$(curl -fsS -I -H "$accept" "http://$registry/v2/$name/manifests/$tag" | tr -d '\r' \
    | awk 'tolower($1) == "docker-content-digest:" { print $2 }')
same "registry: HEAD agrees" "$head" "$digest"

try_skopeo() {
    local got
    got=$(skopeo inspect --tls-verify=false --format '{{.Digest}}' "docker://$image" 2>&1 | tail -n1) || true
    same "skopeo: digest" "$got" "$digest"
    step "skopeo: pull by tag" skopeo copy -q --src-tls-verify=false "docker://$image" "oci:$work/skopeo:tag"
    step "skopeo: pull by digest" skopeo copy -q --src-tls-verify=false "docker://$registry/$name@$digest" "dir:$work/skopeo-digest"
    same "skopeo: manifest unchanged" "sha256:$(sha256sum <"$work/skopeo-digest/manifest.json" | cut -d' ' -f1)" "$digest"
}

# No CAP_SYS_RESOURCE and no systemd needed: cgroupfs, events in a file, limits that need not be raised.
try_podman() {
    local podman=(podman --root "$work/podman" --runroot "$work/podman-run" --cgroup-manager=cgroupfs
        --events-backend=file --runtime runc) driver
    for driver in overlay vfs; do
        "${podman[@]}" --storage-driver "$driver" info >/dev/null 2>&1 && break
    done
    podman+=(--storage-driver "$driver")
    step "podman: pull by tag" "${podman[@]}" pull -q --tls-verify=false "$image"
    same "podman: image id" "sha256:$("${podman[@]}" image inspect -f '{{.Id}}' "$image" 2>&1 | tail -n1)" "$config"
    step "podman: pull by digest" "${podman[@]}" pull -q --tls-verify=false "$registry/$name@$digest"
    run_step "podman: run" "${podman[@]}" run --rm --network=host --ulimit nofile=1024:4096 --ulimit nproc=1024:4096 \
        "$image" "${command[@]}"
    "${podman[@]}" rmi -af >/dev/null 2>&1 || true
}

try_buildah() {
    local buildah=(buildah --root "$work/buildah" --runroot "$work/buildah-run" --storage-driver vfs) container
    step "buildah: pull by tag" "${buildah[@]}" pull -q --tls-verify=false "$image"
    step "buildah: pull by digest" "${buildah[@]}" pull -q --tls-verify=false "$registry/$name@$digest"
    container=$("${buildah[@]}" from --pull-never -q "$image" 2>/dev/null) || container=none
    run_step "buildah: run" "${buildah[@]}" run --isolation=chroot "$container" -- "${command[@]}"
    "${buildah[@]}" rm -a >/dev/null 2>&1 || true
    "${buildah[@]}" rmi -af >/dev/null 2>&1 || true
}

try_docker() {
    local docker=(docker -H "unix://$work/docker.sock") driver
    for driver in overlay2 vfs; do
        dockerd --data-root "$work/docker" --exec-root "$work/docker-run" --pidfile "$work/docker.pid" \
            -H "unix://$work/docker.sock" --storage-driver "$driver" --bridge=none \
            --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false >"$work/dockerd.log" 2>&1 &
        daemons+=($!)
        ! wait_for $! "${docker[@]}" version || break
        # The socket is its own as long as it lives.
        ! kill -0 $! 2>/dev/null || break
    done
    step "docker: daemon" "${docker[@]}" version
    step "docker: pull by tag" "${docker[@]}" pull -q "$image"
    # Docker's own image store goes by the configuration, containerd's by the manifest.
    same "docker: image id" "$("${docker[@]}" image inspect -f '{{.Id}}' "$image" 2>&1 | tail -n1)" "$config" "$digest"
    step "docker: pull by digest" "${docker[@]}" pull -q "$registry/$name@$digest"
    run_step "docker: run" "${docker[@]}" run --rm --network=host "$image" "${command[@]}"
}

try_containerd() {
    local ctr=(ctr -a "$work/containerd.sock" -n test)
    cat >"$work/containerd.toml" <<TOML
version = 2
root = "$work/containerd"
state = "$work/containerd-run"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "$work/containerd.sock"
TOML
    containerd -c "$work/containerd.toml" >"$work/containerd.log" 2>&1 &
    daemons+=($!)
    wait_for $! "${ctr[@]}" version || true
    step "containerd: daemon" "${ctr[@]}" version
    step "containerd: pull by tag" "${ctr[@]}" images pull --plain-http "$image"
    same "containerd: digest" "$("${ctr[@]}" images ls "name==$image" 2>&1 | awk 'NR == 2 { print $3 }')" "$digest"
    step "containerd: pull by digest" "${ctr[@]}" images pull --plain-http "$registry/$name@$digest"
    run_step "containerd: run" "${ctr[@]}" run --rm --net-host "$image" "test-$$" "${command[@]}"
}

takes_part skopeo skopeo && try_skopeo
takes_part podman podman runc && try_podman
takes_part buildah buildah && try_buildah
takes_part docker dockerd docker && try_docker
takes_part containerd containerd ctr && try_containerd
echo "# clients: $passed steps passed, $failed failed"
((failed == 0))
